/**
 * Programs that a machine may have or not.
 *
 * @module
 */
import { delimiter, join } from 'node:path';
import { isProgram } from './postgres-server.ts';

/** Where on the path this program is; undefined if it is not. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}
