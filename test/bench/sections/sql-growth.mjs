/**
 * Growth on SQL: whether a command or a page costs more when there are more users, next to the same by hand. Nothing waits
 * for the disk, which costs the same whatever there is and would hide what grows.
 */
import { median, seldom } from '../measure.mjs';
import { fill } from '../sql/filling.mjs';
import { benchLimits, commands, laneOf, lookups, pages } from '../sql/operations.mjs';
import { openPostgres, openSqlite, withPlaces } from '../sql/places.mjs';
import { pairedQuartiles, timeByClock } from '../wall.mjs';
import { lists } from '../workload.mjs';
import { verifyCounts, verifyPages } from './verify.mjs';

const app = 'bench';

export async function run({ sizes, sqlOperations, postgres }) {
  const databases = [
    () => openSqlite({ isDurable: false }),
    ...(postgres.url === undefined
      ? []
      : [() => openPostgres({ url: postgres.url, isDurable: false, connections: 2 })]),
  ];
  const found = [];
  for (const open of databases) {
    const { users } = sizes['sql-growth'];
    found.push(
      await withPlaces(
        users.map(() => open),
        (places) => figuresOf(places, sizes['sql-growth'], sqlOperations),
      ),
    );
  }
  return { places: found, ...(postgres.missing !== undefined && { missing: postgres.missing }) };
}

async function figuresOf(places, { users, rounds, budgetMs, countMax }, wanted) {
  const [{ database, clock }] = places;
  const stores = [];
  for (const [index, place] of places.entries()) {
    stores.push(...(await storesIn(place, users[index])));
  }
  for (const { lane } of stores) await lane.walk();
  await verifyPages(
    stores,
    pages.map(({ phases: [name] }) => name).filter((name) => name in lists),
  );

  const say = seldom();
  const rows = [];
  for (const operation of [...commands, ...lookups, ...pages]) {
    if (!wanted.includes(operation.phases[0])) continue;
    const { phases } = operation;
    say(() => `sql-growth: ${database}: ${phases.join(', ')}`);
    const timed = await timeByClock(
      stores.map(({ lane }) => lane),
      {
        phases,
        callers: 1,
        rounds,
        budgetMs,
        clock,
        countMax: Math.min(countMax, operation.countMax ?? countMax),
      },
    );
    for (const phase of phases) {
      const lanesOf = (name) =>
        timed.filter((_, index) => stores[index].name === name).map(({ samples }) => samples[phase]);
      const [kithkin, hand] = [lanesOf('kithkin'), lanesOf('hand')];
      rows.push({
        operation: phase,
        medianNs: kithkin.map(median),
        growth: pairedQuartiles(kithkin.at(-1), kithkin[0]),
        handNs: hand.map(median),
        handGrowth: pairedQuartiles(hand.at(-1), hand[0]),
      });
    }
  }
  for (const store of stores) await verifyCounts(store);
  return { database, users, rows };
}

/** Two contenders on the one app of a place, who are never asked the same. */
async function storesIn(place, users) {
  const { done, tokens, apiKey } = await fill(place, [app], users);
  const drawn = { ...done };
  const contenders = { kithkin: place.kithkin(app, benchLimits), hand: place.hand(app, benchLimits) };
  return Object.entries(contenders).map(([name, contestant]) => {
    const lane = laneOf(contestant, { users, drawn, tokens, apiKey });
    const pageUids = async (operation) => {
      const [input] = lane.prepare([operation], 1);
      return (await lane.steps[operation](...input)).items.map(({ uid }) => uid);
    };
    return { name, users, contestant, done, lane, pageUids };
  });
}
