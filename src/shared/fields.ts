/**
 * The kinds of field that several concepts share: identifiers, names, texts, URLs, tags, times.
 *
 * @module
 */

import { canonicalId, type Guid, isIdText, type RoleId, type Uid } from './ids.ts';
import { integerOf, listOf, Problem, type Reader } from './input.ts';
import { isStorableText } from './text.ts';
import { type UnixSeconds, unixSecondsMax } from './time.ts';
import { isParsableUrl } from './web.ts';

/** The most characters of a display name: of a user, a group, a role, an API key. */
export const nameLengthMax = 100;

/** The most characters of an avatar, an icon or a link. */
export const urlLengthMax = 3000;

/** The most characters of a description. */
export const descriptionLengthMax = 255;

/** The most distinct tags that one user or group may carry. */
export const tagsMax = 25;

/** The most characters of one tag. */
export const tagLengthMax = 100;

/** The most uids that one bulk command or filter takes. */
export const uidsPerCallMax = 25;

const notString = new Problem('must be a string');
const notStorable = new Problem('must be well-formed Unicode without U+0000');
const notId = new Problem('must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"');

function readId<Id extends Uid | Guid | RoleId>(value: unknown): Id | Problem {
  if (typeof value !== 'string') return notString;
  return isIdText(value) ? canonicalId<Id>(value) : notId;
}

/** Reads the name of a user, in any case. */
export const readUid: Reader<Uid> = readId<Uid>;

/** Reads the name of a group, in any case. */
export const readGuid: Reader<Guid> = readId<Guid>;

/** Reads the name of a role, in any case. */
export const readRoleId: Reader<RoleId> = readId<RoleId>;

/** Reads 1 to 25 uids, dropping those that are the same in lower case. */
export const readUids: Reader<readonly Uid[]> = listOf(readUid, { min: 1, max: uidsPerCallMax });

/** Reads any text; for what is only compared and never stored. */
export const readText: Reader<string> = (value) => (typeof value === 'string' ? value : notString);

/** Reads text of 1 to `max` UTF-16 code units, as it is written. */
export function textOf(max: number): Reader<string> {
  const wrongLength = new Problem(`must be 1 to ${max} characters long`);
  return (value) => {
    if (typeof value !== 'string') return notString;
    if (value.length === 0 || value.length > max) return wrongLength;
    return isStorableText(value) ? value : notStorable;
  };
}

/** Reads text of 1 to `max` UTF-16 code units after the white space around it has been removed. */
export function trimmedTextOf(max: number): Reader<string> {
  const reader = textOf(max);
  return (value) => {
    if (typeof value !== 'string') return notString;
    const trimmed = value.trim();
    return trimmed === '' ? new Problem('must not be blank') : reader(trimmed);
  };
}

/** Reads a display name. */
export const readName: Reader<string> = trimmedTextOf(nameLengthMax);

/** Reads a description. */
export const readDescription: Reader<string> = textOf(descriptionLengthMax);

// The parser forgives blanks, tabs and missing slashes. A reader that stored them would return what no browser shows.
const httpUrl = /^https?:\/\/[^\s\p{Cc}/\\][^\s\p{Cc}\\]*$/iu;

/** Reads an absolute http or https URL of at most `max` UTF-16 code units, as it is written. */
export function urlOf(max: number): Reader<string> {
  const text = textOf(max);
  const notUrl = new Problem('must be an absolute http or https URL');
  return (value) => {
    const read = text(value);
    if (read instanceof Problem) return read;
    return httpUrl.test(read) && isParsableUrl(read) ? read : notUrl;
  };
}

/** Reads an avatar, an icon or a link. */
export const readUrl: Reader<string> = urlOf(urlLengthMax);

/** Reads tags: trimmed, in their order, repeated ones dropped; at most 25 that differ. */
export const readTags: Reader<readonly string[]> = listOf(trimmedTextOf(tagLengthMax), {
  min: 0,
  max: tagsMax,
});

/** Reads the tags of a filter: 1 to 25, any of which is to match. */
export const readTagFilter: Reader<readonly string[]> = listOf(trimmedTextOf(tagLengthMax), {
  min: 1,
  max: tagsMax,
});

/** Reads what is typed into a search box; it is compared as a prefix, without regard to case. */
export const readSearchKey: Reader<string> = trimmedTextOf(nameLengthMax);

/** Reads whole UNIX seconds. */
export const readUnixSeconds: Reader<UnixSeconds> = integerOf({ min: 0, max: unixSecondsMax });
