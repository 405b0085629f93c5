/**
 * Group type: reads how users get into a group.
 *
 * @module
 */

import { oneOf, type Reader } from '../shared/input.ts';
import { type GroupType, groupTypes } from './group.ts';

/** Reads the type of a group. */
export const readGroupType: Reader<GroupType> = oneOf(groupTypes);
