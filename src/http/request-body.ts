/**
 * Request bodies: JSON of a bounded size.
 *
 * @module
 */

import { type BadRequest, badRequest, Problem } from '../shared/input.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Body } from './endpoint.ts';

/** The most bytes of a body: 10 KB. */
export const bodyBytesMax = 10_240;

const notJson = badRequest(new Problem([['body', 'must be JSON in UTF-8']]));
const notObject = badRequest(new Problem([['body', 'must be an object']]));

/** Reads the body of a request. None at all is an object without fields; so is `[]`, which PHP makes of one. */
export async function readBody(request: Request): Promise<Result<Body, BadRequest>> {
  let given: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await request.arrayBuffer());
    if (text.trim() === '') return ok({});
    given = JSON.parse(text);
  } catch {
    return err(notJson);
  }
  if (Array.isArray(given) && given.length === 0) return ok({});
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return err(notObject);
  // SAFETY: it is an object, and nothing is said of its fields.
  return ok(given as Body);
}

/** Some clients send metadata as text that holds JSON. Other text stays as it is, and the core refuses it. */
export function parsedMetadata(body: Body): Body {
  const { metadata } = body;
  if (typeof metadata !== 'string') return body;
  try {
    return { ...body, metadata: JSON.parse(metadata) };
  } catch {
    return body;
  }
}

/** Makes a check that refuses these fields, each with the reason why, unless they are absent or false. */
export function refusingFields(
  reasons: Readonly<Record<string, string>>,
): (body: Body) => Result<void, BadRequest> {
  return (body) => {
    const found = Object.entries(reasons).filter(
      ([field]) => Object.hasOwn(body, field) && body[field] !== false,
    );
    return found.length > 0 ? err(badRequest(new Problem(found))) : ok(undefined);
  };
}
