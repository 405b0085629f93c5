/**
 * OpenAPI: the table of endpoints as an OpenAPI 3.1 document.
 *
 * @module
 */

import type { Endpoint } from './endpoint.ts';
import { errorAnswer, wordings } from './error-answers.ts';
import type { HttpError, Refusal } from './refusals.ts';
import { component, components, objectSchema, type Schema } from './schemas.ts';

/** The refusals that every endpoint shares, and those of each way to be known. */
const sharedCodes = [
  'ERR_BAD_REQUEST',
  'AUTH_ERR_EMPTY_APPID',
  'AUTH_ERR_INVALID_APPID',
  'ERR_TOO_MANY_REQUESTS',
] as const;
const keyCodes = ['AUTH_ERR_EMPTY_APIKEY', 'AUTH_ERR_APIKEY_NOT_FOUND', 'AUTH_ERR_NO_ACCESS'] as const;
const userCodes = ['AUTH_ERR_EMPTY_AUTH_TOKEN', 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND'] as const;

/** All codes that an endpoint may be refused with. */
export function refusalCodesOf({ key, user, refusals = [] }: Endpoint): readonly HttpError['code'][] {
  return [...new Set([...sharedCodes, ...(key ? keyCodes : []), ...(user ? userCodes : []), ...refusals])];
}

/** Describes endpoints that are mounted at this path. */
export function openApiDocument(endpoints: readonly Endpoint[], basePath: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kithkin',
      version: '3',
      description: 'Users and relationships of a chat application: the REST user domain of CometChat.',
    },
    servers: [{ url: `${basePath}/v3` }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'apikey' },
        authToken: { type: 'apiKey', in: 'header', name: 'authToken' },
      },
    },
  };
}

function operationOf(endpoint: Endpoint): Schema {
  const { method, path, tag, summary, key, user, body, data, paged } = endpoint;
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[/:_]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [tag],
    summary,
    security: [...(key ? [{ apiKey: [] }] : []), ...(user ? [{ authToken: [] }] : [])],
    parameters: parametersOf(endpoint),
    ...(body && { requestBody: { content: jsonContent(body) } }),
    responses: {
      200: {
        description: 'What was asked',
        content: jsonContent(objectSchema({ 'data!': data, ...(paged && { 'meta!': component('Meta') }) })),
      },
      ...refusalsByStatus(endpoint),
    },
  };
}

function parametersOf({ path, parameters = {}, key }: Endpoint): readonly Schema[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(parameters).map(([name, { schema, description }]) => ({
    name,
    in: 'query',
    description,
    schema,
  }));
  const acting = {
    name: 'onBehalfOf',
    in: 'header',
    description: 'The uid of the user who acts',
    schema: { type: 'string' },
  };
  return [...inPath, ...inQuery, ...(key?.onBehalfOf ? [acting] : [])];
}

function refusalsByStatus(endpoint: Endpoint): Readonly<Record<string, Schema>> {
  const byStatus = new Map<number, string[]>();
  for (const code of refusalCodesOf(endpoint)) {
    const { status } = wordings[code as Refusal['code']];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  // A body may be too large for an endpoint that reads none.
  byStatus.set(wordings.BODY_TOO_LARGE.status, ['ERR_BAD_REQUEST']);
  const { body } = errorAnswer({ code: 'STORE_CONTENTION', committed: false }, endpoint.failure);
  byStatus.set(503, [body.code]);
  byStatus.set(500, [body.code, 'ERR_EXCEPTION']);
  const content = jsonContent(objectSchema({ 'error!': component('Error') }));
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [`${status}`, { description: codes.join(', '), content }]),
  );
}

function jsonContent(schema: Schema): Schema {
  return { 'application/json': { schema } };
}
