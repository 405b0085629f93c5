/**
 * Runs once before all test files: finds a PostgreSQL server, and names the folder of the one build that tests share.
 *
 * @module
 */
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { placeToBuild, removeStale } from './built-package.ts';
import { findServer, usualPlaces, withoutServer } from './find-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server to test on, or in one line why there is none. */
    readonly postgres: { readonly url: string } | { readonly missing: string };
    /** Where the package is built when a test file asks for it. */
    readonly builtFolder: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  removeStale();
  const folder = placeToBuild(process.pid);
  project.provide('builtFolder', folder);

  const found = await findServer(usualPlaces());
  if ('tried' in found) {
    const missing = withoutServer(found.tried);
    console.warn(`SKIPPED: ${missing}`);
    project.provide('postgres', { missing });
  } else {
    console.log(`PostgreSQL: ${found.how}`);
    project.provide('postgres', { url: found.url });
  }
  return async () => {
    if ('end' in found) await found.end();
    rmSync(folder, { recursive: true, force: true });
  };
}
