import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { operations } from '../../src/api-key/api-key.ts';
import { endpoints } from '../../src/http/endpoints/index.ts';
import { openServer, type TestServer } from './server.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly security: readonly object[];
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await openServer();
  const response = await server.handle(new Request('https://chat.example/openapi.json'));
  expect(response.headers.get('content-type')).toContain('application/json');
  document = (await response.json()) as Document;
});

const described = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );

describe('/openapi.json', () => {
  it('is a valid document of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate({ ...document });
    expect(result).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('describes just the endpoints that there are', () => {
    const names = described().map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`);
    expect(names.sort()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).sort());
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(described().map(({ operation }) => operation.operationId)).size).toBe(names.length);
  });

  it('describes just the endpoints that answer', async () => {
    const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
    for (const [path, operationsAt] of Object.entries(document.paths)) {
      for (const method of methods) {
        const url = `https://chat.example/v3${path.replace(/\{\w+\}/g, 'x')}`;
        const response = await server.handle(new Request(url, { method }));
        const { error } = (await response.json()) as { error: { code: string } };
        const isThere = error.code !== 'ERR_API_NOT_FOUND';
        expect(`${method} ${path} ${isThere}`).toBe(
          `${method} ${path} ${Object.hasOwn(operationsAt, method.toLowerCase())}`,
        );
      }
    }
  });

  it('names every parameter of a path, and lets somebody call every endpoint', () => {
    for (const { path, operation } of described()) {
      const inPath = operation.parameters.filter((each) => each.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(operation.security.length).toBeGreaterThan(0);
      for (const status of ['200', '400', '413', '429', '500', '503']) {
        expect(operation.responses).toHaveProperty(status);
      }
    }
  });

  it('authorizes each endpoint as a command that there is', () => {
    for (const { key } of endpoints) if (key) expect(operations).toContain(key.operation);
  });
});
