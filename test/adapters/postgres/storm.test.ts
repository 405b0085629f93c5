import { describe } from 'vitest';
import { testStorm } from '../../support/storm.ts';
import { isThere } from './databases.ts';
import { schemasForTests } from './shared-schemas.ts';

const schemas = await schemasForTests(1);

describe.skipIf(!isThere)('the PostgreSQL store', () => testStorm(schemas));
