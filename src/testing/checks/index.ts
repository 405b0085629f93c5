/**
 * All checks, the quickest first.
 *
 * @module
 */

import type { Check } from '../check.ts';
import { caps } from './caps.ts';
import { closing } from './closing.ts';
import { contents } from './contents.ts';
import { decisions } from './decisions.ts';
import { copies, examples } from './examples.ts';
import { singleFaults } from './faults.ts';
import { isolation } from './isolation.ts';
import { pages } from './pages.ts';
import {
  concurrentPrograms,
  programsInProcesses,
  programsOfTheKilled,
  programsUnderFaults,
  programsWithReaders,
  sequentialPrograms,
} from './programs.ts';
import { reference } from './reference.ts';
import { faithful } from './values.ts';

/** In the order in which they are made. */
export const checks: readonly Check[] = [
  decisions,
  examples,
  contents,
  copies,
  closing,
  isolation,
  sequentialPrograms,
  faithful,
  pages,
  singleFaults,
  reference,
  concurrentPrograms,
  programsWithReaders,
  programsUnderFaults,
  programsInProcesses,
  programsOfTheKilled,
  caps,
];
