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

interface WebGlobals {
  readonly URL: new (text: string) => { readonly hostname: string };
  readonly crypto: { getRandomValues(bytes: Uint8Array): Uint8Array; readonly subtle: SubtleCrypto };
  readonly Date: { now(): number };
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

/** So many bytes from the platform's cryptographic source. */
export function cryptographicBytes(length: number): Uint8Array {
  return globals.crypto.getRandomValues(new Uint8Array(length));
}

/** The system's time in whole UNIX seconds. */
export function systemSeconds(): number {
  return Math.floor(globals.Date.now() / 1000);
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
