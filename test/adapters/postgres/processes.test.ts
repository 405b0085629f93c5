import { describe } from 'vitest';
import { testKilledDeletion } from '../../support/killed-deletion.ts';
import { testProcesses } from '../../support/processes.ts';
import { isThere } from './databases.ts';
import { schemasForTests } from './shared-schemas.ts';

const schemas = await schemasForTests(9);

describe.skipIf(!isThere)('the PostgreSQL store', () => {
  testProcesses(schemas);
  testKilledDeletion(schemas);
});
