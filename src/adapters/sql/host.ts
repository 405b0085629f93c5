/**
 * Host: the little that stores take from whatever runs them.
 *
 * @module
 */

// What every JavaScript host has, and its declarations do not: they come with the types of one host or another.
declare const setTimeout: (call: () => void, ms: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;
declare const performance: { now(): number };

/** Milliseconds of a clock that never goes backwards. */
export function now(): number {
  return performance.now();
}

/** Lets a while go by, in milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Something did not happen in time. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** What a promise comes to by a time of {@link now}, or {@link DeadlineExceeded}. */
export async function before<T>(deadline: number, promise: Promise<T>): Promise<T> {
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DeadlineExceeded('The database did not answer in time')),
      Math.max(0, deadline - now()),
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
