/**
 * The few globals of the web platform that the core needs, with their types.
 *
 * Node, browsers and edge runtimes all have them, while the compiler is told of no platform at all: naming them here
 * keeps every other global out of reach.
 *
 * @module
 */

interface SubtleCrypto {
  importKey(
    format: 'raw',
    key: Uint8Array,
    algorithm: 'PBKDF2',
    extractable: false,
    usages: ['deriveBits'],
  ): Promise<unknown>;
  deriveBits(
    algorithm: { name: 'PBKDF2'; hash: 'SHA-256'; salt: Uint8Array; iterations: number },
    key: unknown,
    bits: number,
  ): Promise<ArrayBuffer>;
}

interface TextDecoder {
  decode(bytes: Uint8Array): string;
}

interface WebGlobals {
  readonly TextDecoder: new (
    encoding: 'utf-8',
    options: { readonly fatal: true; readonly ignoreBOM: true },
  ) => TextDecoder;
  readonly URL: new (text: string) => { readonly hostname: string };
  readonly crypto: { getRandomValues(bytes: Uint8Array): Uint8Array; readonly subtle: SubtleCrypto };
  readonly Date: { now(): number };
  readonly performance: { now(): number };
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
  btoa(bytes: string): string;
  atob(text: string): string;
}

// SAFETY: Node >= 20, browsers and edge runtimes define each of these as typed above.
const globals = globalThis as unknown as WebGlobals;

/** Whether `text` parses as a URL with a host. */
export function isParsableUrl(text: string): boolean {
  try {
    return new globals.URL(text).hostname !== '';
  } catch {
    return false;
  }
}

// A call of the source costs microseconds however little it is asked for, so it is asked for many bytes at a time.
const pool = new Uint8Array(4096);
let poolUsed = pool.length;

/** So many bytes, at most 4,096, from the platform's cryptographic source, each handed out once. */
export function cryptographicBytes(length: number): Uint8Array {
  if (poolUsed + length > pool.length) {
    globals.crypto.getRandomValues(pool);
    poolUsed = 0;
  }
  const bytes = pool.slice(poolUsed, poolUsed + length);
  pool.fill(0, poolUsed, poolUsed + length);
  poolUsed += length;
  return bytes;
}

/** The system's time in whole UNIX seconds. */
export function systemSeconds(): number {
  return Math.floor(globals.Date.now() / 1000);
}

// It keeps the mark of byte order, so that nothing is read as if it were not there.
const utf8 = new globals.TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that these bytes are in UTF-8, or undefined where they are none. */
export function textOfUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** ASCII text in the URL-safe form of base64, without padding. */
export function toBase64(ascii: string): string {
  return globals.btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The text behind {@link toBase64}, or undefined where there is none. */
export function fromBase64(text: string): string | undefined {
  try {
    return globals.atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}

/** PBKDF2 with SHA-256, 32 bytes long, computed off the main thread. */
export async function pbkdf2Sha256(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Promise<Uint8Array> {
  const { subtle } = globals.crypto;
  const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(
    await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256),
  );
}

/** After so many batches of steps, a long command lets other work go first: every few hundred steps, some 20 ms. */
export const batchesPerTurn = 8;

/** Lets other work of the event loop go first. A chain of promises alone never does. */
export function nextTurn(): Promise<void> {
  return after(0);
}

/** Waits for so many milliseconds. */
export function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    globals.setTimeout(resolve, milliseconds);
  });
}

/** Something did not happen in time. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** What a promise comes to by a time of {@link milliseconds}; rejects with {@link DeadlineExceeded} if it is later. */
export async function by<T>(deadline: number, promise: Promise<T>): Promise<T> {
  const late = Symbol('late');
  const ended = await within<T | typeof late>(Math.max(0, deadline - milliseconds()), promise, late);
  if (ended === late) throw new DeadlineExceeded('There was no answer in time');
  return ended;
}

/** What a promise comes to, or `late` if it takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, promise: Promise<T>, late: T): Promise<T> {
  let timer: unknown;
  const deadline = new Promise<T>((resolve) => {
    timer = globals.setTimeout(() => resolve(late), milliseconds);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    globals.clearTimeout(timer);
  }
}

/** Milliseconds since some moment, to measure how long something takes. */
export function milliseconds(): number {
  return globals.performance.now();
}
