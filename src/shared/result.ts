/**
 * The one door through which neverthrow enters, so that it could be replaced in a day.
 *
 * In hot paths use `andThen`, or build one Result and wrap it once: `ResultAsync.map` and `.mapErr` cost ten times
 * as much, and a `finally` inside `safeTry` never runs on Err.
 *
 * @module
 */

export { Err, err, errAsync, Ok, ok, okAsync, Result, ResultAsync } from 'neverthrow';
