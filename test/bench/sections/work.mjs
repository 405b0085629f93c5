/**
 * Work: what one operation costs, next to hand-written code and to libraries that one might take instead.
 */
import { pairedRatio, summary, timeLanes } from '../measure.mjs';
import { seeded } from './seeding.mjs';
import { verifyCounts, verifyPages } from './verify.mjs';

/** Scans its tables, so it gets small ones. */
const slow = ['better-auth'];

export async function run({ sizes, operations, contestants }) {
  const { users, slowUsers, rounds, budgetMs } = sizes.work;
  const stores = [];
  for (const name of contestants) stores.push(await seeded(name, slow.includes(name) ? slowUsers : users));
  await verifyPages(stores, operations);

  const rows = [];
  for (const operation of operations) {
    process.stderr.write(`work: ${operation}\n`);
    const samples = await timeLanes(
      stores.map(({ lane }) => lane(operation)),
      { rounds, budgetMs },
    );
    stores.forEach((store, index) => {
      rows.push({
        operation,
        contestant: store.name,
        users: store.users,
        ...summary(samples[index]),
        ratioToRaw: pairedRatio(samples[index], samples[0]),
      });
    });
  }
  for (const store of stores) await verifyCounts(store);
  return rows;
}
