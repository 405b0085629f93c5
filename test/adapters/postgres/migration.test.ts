import { openApp } from 'kithkin';
import { postgresStore } from 'kithkin/postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { migrations } from '../../../src/adapters/sql/schema.ts';
import { createUsers, must, refusalOf } from '../../support/test-app.ts';
import { dropTables, isThere, newPool } from './databases.ts';

const pool = newPool(2);
afterAll(async () => {
  await pool.end();
  await dropTables();
});

const later = [
  () => ['alter table kithkin_users add column later text'],
  () => ['create table kithkin_later (id text)'],
];

describe.skipIf(!isThere)('the tables', () => {
  it('are made by the first operation, moved on a step at a time, and refused when they are newer', async () => {
    const app = openApp({ store: postgresStore({ pool }), appId: 'app' });
    await createUsers(app, 'ana');
    await migrate(pool, migrations);

    await expect(migrate(pool, [...migrations, ...later, () => ['create nonsense']])).rejects.toThrow(
      'nonsense',
    );
    await Promise.all([1, 2].map(() => migrate(pool, [...migrations, ...later])));
    const { rows } = await pool.query('select uid, later from kithkin_users');
    expect(rows).toEqual([{ uid: 'ana', later: null }]);
    // The handle that was open all the while goes on.
    await createUsers(app, 'bo');

    const older = openApp({ store: postgresStore({ pool }), appId: 'app' });
    const message = `Cannot open the database: its schema is of version ${migrations.length + 2}, and this version of Kithkin knows ${migrations.length}`;
    for (let times = 0; times < 2; times += 1) {
      expect(await refusalOf(older.users.get('ana'))).toMatchObject({
        code: 'STORE_UNAVAILABLE',
        committed: false,
        cause: new Error(message),
      });
    }
    expect((await must(app.users.get('ana'))).uid).toBe('ana');
  });
});
