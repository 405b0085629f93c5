/**
 * The contract of answers: what each endpoint says of itself, held against what it answers.
 *
 * @module
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Endpoint } from '../../src/http/endpoint.ts';
import { endpoints } from '../../src/http/endpoints/index.ts';
import { errorAnswer } from '../../src/http/error-answers.ts';
import { refusalCodesOf } from '../../src/http/openapi.ts';
import { component, components, objectSchema, type Schema } from '../../src/http/schemas.ts';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A schema in which no field may stand that it does not tell of, nor in anything within. */
function closed(schema: Schema): Schema {
  if (schema.anyOf) return closedWithin(schema);
  const tellsFields =
    schema.$ref !== undefined || schema.allOf !== undefined || schema.properties !== undefined;
  const within = closedWithin(schema);
  return tellsFields ? { ...within, unevaluatedProperties: false } : within;
}

/** A schema that may be part of one that tells of more fields: what is within is closed, but not the schema itself. */
function closedWithin(schema: Schema): Schema {
  const { properties, items, additionalProperties, allOf, anyOf } = schema as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
    readonly additionalProperties?: Schema;
    readonly allOf?: readonly Schema[];
    readonly anyOf?: readonly Schema[];
  };
  return {
    ...schema,
    ...(properties && { properties: closedEach(properties) }),
    ...(items && { items: closed(items) }),
    ...(additionalProperties && { additionalProperties: closed(additionalProperties) }),
    ...(allOf && { allOf: allOf.map(closedWithin) }),
    ...(anyOf && { anyOf: anyOf.map(closed) }),
  };
}

function closedEach(schemas: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
// Whatever refers to a component closes it: it may be part of one that tells of more fields.
ajv.addSchema({
  $id: 'kithkin',
  components: {
    schemas: Object.fromEntries(
      Object.entries(components).map(([name, schema]) => [name, closedWithin(schema)]),
    ),
  },
});

/** References as they are from within another document. */
function referring(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"kithkin#/components')) as Schema;
}

/** Makes a validator of a schema that may refer to the components. */
export function validatorOf(schema: Schema): ValidateFunction {
  return ajv.compile(referring(closed(schema)));
}

const isErrorBody = validatorOf(objectSchema({ 'error!': component('Error') }));

/** Made when an endpoint first answers: most tests ask a few of them. */
const dataBodyValidators = new Map<Endpoint, ValidateFunction>();

function dataBodyValidator(endpoint: Endpoint): ValidateFunction {
  const known = dataBodyValidators.get(endpoint);
  if (known) return known;
  const made = validatorOf(
    objectSchema({ 'data!': endpoint.data, ...(endpoint.paged && { 'meta!': component('Meta') }) }),
  );
  dataBodyValidators.set(endpoint, made);
  return made;
}

/** The endpoint that a method and a path behind the version mean. */
export function endpointAt(method: string, path: string): Endpoint | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  return endpoints.find((endpoint) => {
    const wanted = endpoint.path.split('/');
    return (
      endpoint.method === method &&
      wanted.length === parts.length &&
      wanted.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]))
    );
  });
}

/** The codes that stand in refusals of an endpoint. */
export function codesOf(endpoint: Endpoint | undefined): readonly string[] {
  if (!endpoint) return ['ERR_API_NOT_FOUND', 'ERR_INVALID_API_VERSION', 'ERR_BAD_REQUEST'];
  const { body } = errorAnswer({ code: 'STORE_CONTENTION', committed: false }, endpoint.failure);
  return [...refusalCodesOf(endpoint), body.code];
}

function objectionsOf(validate: ValidateFunction, body: unknown): string | undefined {
  return validate(body) ? undefined : `${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`;
}

/** In what an answer breaks the contract of its endpoint; undefined where it keeps it. */
export function breachIn(
  endpoint: Endpoint | undefined,
  { status, headers, body }: Answer,
): string | undefined {
  if (!headers.get('content-type')?.startsWith('application/json')) return 'the answer is not JSON';
  if (status === 200) {
    const validate = endpoint && dataBodyValidator(endpoint);
    return validate ? objectionsOf(validate, body) : 'there is nothing here that could succeed';
  }
  const objections = objectionsOf(isErrorBody, body);
  if (objections !== undefined) return objections;
  // SAFETY: it was just held against the schema.
  const { error } = body as { error: { code: string } };
  return codesOf(endpoint).includes(error.code) ? undefined : `${error.code} is not listed`;
}
