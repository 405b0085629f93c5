/**
 * Time: integer UNIX seconds in every public record.
 *
 * Nothing is ever ordered by them. Two records of one second, or a clock that goes backwards, change no list and no
 * rule; what needs an order gets a sequence number from the store.
 *
 * @module
 */

/** Whole seconds since 1970, at most ten digits. */
export type UnixSeconds = number;

/** Tells the time in {@link UnixSeconds}. */
export type Clock = () => UnixSeconds;

/** The latest time that fits the ten digits of an auth token: 2286-11-20. */
export const unixSecondsMax: UnixSeconds = 9_999_999_999;

/** Whether a value is a time as Kithkin means it. */
export function isUnixSeconds(value: unknown): value is UnixSeconds {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= unixSecondsMax;
}

/** A clock that is checked at each reading; one that tells no {@link UnixSeconds} is a bug and throws. */
export function checkedClock(clock: Clock): Clock {
  return () => {
    const now = clock();
    if (isUnixSeconds(now)) return now;
    throw new RangeError(
      `Cannot use ${String(now)} as the time: clock() must return whole UNIX seconds (not milliseconds), 0 to ${unixSecondsMax}`,
    );
  };
}
