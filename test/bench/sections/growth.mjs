/**
 * Growth: what one operation costs as the store fills. The raw code grows too, since a large store does not
 * fit the processor's caches: its ratio is what no data structure can avoid.
 */
import { pairedRatio, summary, timeLanes } from '../measure.mjs';
import { growthCounts, seeded } from './seeding.mjs';
import { verifyCounts, verifyPages } from './verify.mjs';

export async function run({ sizes, operations }) {
  const { users, rounds, budgetMs } = sizes.growth;
  const stores = [];
  for (const name of ['kithkin', 'raw']) {
    for (const count of users) stores.push(await seeded(name, count, { countMax: growthCounts }));
  }
  await verifyPages(stores, operations);

  const rows = [];
  for (const operation of operations) {
    process.stderr.write(`growth: ${operation}\n`);
    const samples = await timeLanes(
      stores.map(({ lane }) => lane(operation)),
      { rounds, budgetMs },
    );
    const lanesOf = (name) => samples.filter((_, index) => stores[index].name === name);
    const kithkin = lanesOf('kithkin');
    const raw = lanesOf('raw');
    rows.push({
      operation,
      users,
      medianNs: kithkin.map((lane) => summary(lane).medianNs),
      growth: pairedRatio(kithkin.at(-1), kithkin[0]),
      rawMedianNs: raw.map((lane) => summary(lane).medianNs),
      rawGrowth: pairedRatio(raw.at(-1), raw[0]),
    });
  }
  for (const store of stores) await verifyCounts(store);
  return rows;
}
