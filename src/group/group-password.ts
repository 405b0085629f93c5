/**
 * Group password: what lets strangers into a group of type `password`.
 *
 * @module
 */

import { textOf } from '../shared/fields.ts';
import type { Reader } from '../shared/input.ts';

/** The most characters of a group's password. */
export const groupPasswordLengthMax = 100;

const readText = textOf(groupPasswordLengthMax);

/** Reads a group's password. An empty one may be given, and is none. */
export const readGroupPassword: Reader<string> = (value) => (value === '' ? '' : readText(value));
