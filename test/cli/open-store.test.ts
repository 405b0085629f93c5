import { openApp } from 'kithkin';
import { CannotOpenPlace, NoSuchPlace, placeOf } from 'kithkin/open-store';
import { describe, expect, it } from 'vitest';
import { firstInstalled } from '../../src/cli/drivers.ts';
import { newFile } from '../adapters/sqlite/files.ts';
import { must } from '../support/test-app.ts';

describe('placeOf', () => {
  it.each(['memory', `sqlite:${newFile()}`])('opens several stores on one place: %s', async (text) => {
    const place = await placeOf(text);
    const [one, other] = [place.open(), place.open()];
    await must(openApp({ store: one, appId: 'app' }).users.create({ uid: 'ana', name: 'Ana Lima' }));
    expect(await must(openApp({ store: other, appId: 'app' }).users.get('ana'))).toMatchObject({
      uid: 'ana',
    });
    await Promise.all([one.close(), other.close()]);
  });

  it('gives each place in memory data of its own', async () => {
    const [one, other] = [await placeOf('memory'), await placeOf('memory')];
    await must(openApp({ store: one.open(), appId: 'app' }).users.create({ uid: 'ana', name: 'Ana Lima' }));
    expect((await openApp({ store: other.open(), appId: 'app' }).users.get('ana')).isErr()).toBe(true);
  });

  it.each([
    ['', 'There is no store "": there is memory, sqlite:FILE, postgres://….'],
    ['sqlite', 'There is no store "sqlite": '],
    ['mysql://host/chat', 'There is no store "mysql://host/chat": '],
    ['sqlite:', 'The SQLite store wants the path of a file, such as sqlite:./chat.db'],
    ['sqlite::memory:', 'The SQLite store wants the path of a file, such as sqlite:./chat.db'],
    ['postgres:here', 'The PostgreSQL store wants a URL, such as '],
  ])('says of %j what is meant instead', async (text, why) => {
    const refused = await placeOf(text).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NoSuchPlace);
    expect(String(refused)).toContain(why);
  });

  it('opens no file that is none of SQLite’s', async () => {
    const place = await placeOf(`sqlite:${import.meta.filename}`);
    expect(() => place.open()).toThrow(CannotOpenPlace);
    expect(() => place.open()).toThrow(/open-store\.test\.ts cannot be opened as a SQLite database: /);
  });
});

describe('firstInstalled', () => {
  const lacking = (code: string) => () =>
    Promise.reject(Object.assign(new Error('Cannot find it'), { code }));

  it('goes on to the next driver while one is not installed', async () => {
    const drivers = [
      lacking('ERR_MODULE_NOT_FOUND'),
      lacking('MODULE_NOT_FOUND'),
      lacking('ERR_UNKNOWN_BUILTIN_MODULE'),
    ];
    expect(await firstInstalled([...drivers, () => Promise.resolve('found')])).toBe('found');
    expect(await firstInstalled(drivers)).toBe(undefined);
  });

  it('hides no other failure', async () => {
    const broken = new TypeError('a bug');
    await expect(firstInstalled([() => Promise.reject(broken), () => Promise.resolve(1)])).rejects.toBe(
      broken,
    );
  });
});
