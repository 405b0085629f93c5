/**
 * Request bodies: JSON of a bounded size.
 *
 * @module
 */

import { type BadRequest, badRequest, Problem } from '../shared/input.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Body } from './endpoint.ts';
import type { BodyTooLarge } from './refusals.ts';

/** The most bytes of a body: 10 KB. */
export const bodyBytesMax = 10_240;

const cut = badRequest(new Problem([['body', 'could not be read to its end']]));
const notJson = badRequest(new Problem([['body', 'must be JSON in UTF-8']]));
const notObject = badRequest(new Problem([['body', 'must be an object']]));

/** Whether a request says of its body that it is longer than so many bytes. That it says less proves nothing. */
export function announcesTooMuch({ headers }: Request, bytesMax: number): boolean {
  return Number(headers.get('content-length')) > bytesMax;
}

/**
 * Reads the bytes of a body, and no more than one chunk beyond the bound. No body at all has no bytes.
 *
 * The router has a middleware for this, which believes a `content-length` and counts only where there is none. A server
 * sees to it that the two agree, but what stands between it and a handler may not: a layer that decompresses, say.
 */
export async function readBytes(
  request: Request,
  bytesMax: number,
): Promise<Result<Uint8Array, BadRequest | BodyTooLarge>> {
  const tooLarge = { code: 'BODY_TOO_LARGE', bytesMax } as const;
  if (announcesTooMuch(request, bytesMax)) return err(tooLarge);
  let size = 0;
  let held = new Uint8Array(0);
  try {
    const reader = request.body?.getReader();
    // What is left is not cancelled: to some servers that means to hang up, before the refusal is sent.
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      const chunk: Uint8Array = read.value;
      // Not `instanceof`: some runtimes hand over bytes of another realm.
      if (!ArrayBuffer.isView(chunk)) return err(cut);
      const start = size;
      size += chunk.byteLength;
      if (size > bytesMax) return err(tooLarge);
      // Copied, since a chunk of one byte may keep a whole buffer of the network's from being freed.
      if (size > held.length) held = grown(held, Math.min(bytesMax, Math.max(size, 2 * held.length)));
      held.set(chunk, start);
    }
  } catch {
    return err(cut);
  }
  return ok(held.subarray(0, size));
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}

/** Reads the fields of a body. None at all is an object without fields; so is `[]`, which PHP makes of one. */
export function readBody(bytes: Uint8Array): Result<Body, BadRequest> {
  let given: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
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
