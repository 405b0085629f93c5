/**
 * SQL: what one command costs on the SQLite and the PostgreSQL store, next to SQL written by hand for the same work on
 * the same tables, and next to a bare insert; with and without waiting for the disk.
 */
import { median, seldom } from '../measure.mjs';
import { countsOf, expectSameContents } from '../sql/contents.mjs';
import { fill } from '../sql/filling.mjs';
import { benchLimits, commands, laneOf, lookups } from '../sql/operations.mjs';
import { openPostgres, openSqlite, withPlaces } from '../sql/places.mjs';
import { expectLocks, expectSameAnswers, smallLimits } from '../sql/same-work.mjs';
import { pairedQuartiles, timeByClock } from '../wall.mjs';
import { uidOf } from '../workload.mjs';
import { expectEqual } from './expect.mjs';

const apps = ['kithkin', 'hand'];

export async function run({ sizes, sqlOperations, postgres }) {
  const connections = Math.max(...sizes.sql.callers);
  const openings = sizes.sql.isDurable.flatMap((isDurable) => [
    () => openSqlite({ isDurable }),
    ...(postgres.url === undefined
      ? []
      : [() => openPostgres({ url: postgres.url, isDurable, connections })]),
  ]);
  const places = [];
  for (const open of openings) {
    // One after the other: each may hold as many connections as there are callers.
    places.push(await withPlaces([open], ([place]) => figuresOf(place, sizes.sql, sqlOperations)));
  }
  return { places, ...(postgres.missing !== undefined && { missing: postgres.missing }) };
}

async function figuresOf(place, { users, callers, rounds, budgetMs }, wanted) {
  const { database, isDurable } = place;
  const filled = await fill(place, apps, users);
  const { done, tokens, apiKey } = filled;
  const contenders = [place.kithkin('kithkin', benchLimits), place.hand('hand', benchLimits)];
  await expectSameAnswers(place, users, filled, contenders, apps);
  await expectLocks(place, 'kithkin-at-once', place.kithkin('kithkin-at-once', smallLimits));
  await expectLocks(place, 'hand-at-once', place.hand('hand-at-once', smallLimits));

  // What was asked for comparison began at the next user and the next pair.
  const begin = { ...done, create: users + 1, befriend: users + 1, block: users + 1 };
  const lanes = contenders.map((contender, index) => ({
    ...laneOf(contender, { users, drawn: { ...begin }, tokens, apiKey }),
    inspect: () => countsOf(place, apps[index]),
  }));
  const say = seldom();
  const rows = [];
  for (const operation of [...commands, ...lookups]) {
    if (!wanted.includes(operation.phases[0])) continue;
    // What writes nothing is not compared with what writes.
    const isBare = !lookups.includes(operation) && operation.refusal === undefined;
    for (const together of callers) {
      const { phases, countMax } = operation;
      say(
        () => `sql: ${database}${isDurable ? '' : ', without the disk'}: ${phases.join(', ')}: ${together}`,
      );
      const timed = await timeByClock(isBare ? [...lanes, bareLane(place, phases)] : lanes, {
        phases,
        callers: together,
        rounds,
        budgetMs: isDurable ? budgetMs.durable : budgetMs.other,
        countMax,
        clock: place.clock,
      });
      const [kithkin, hand, bare] = timed;
      expectEqual(`${database}: left by ${phases[0]}`, kithkin.seen, hand.seen);
      for (const phase of phases) {
        const [ours, byHand, barely] = [kithkin, hand, bare].map((lane) => lane?.samples[phase]);
        rows.push({
          command: phase,
          callers: together,
          medianNs: median(ours),
          handNs: median(byHand),
          toHand: pairedQuartiles(ours, byHand),
          ...(barely && { bareNs: median(barely), rateOfBare: pairedQuartiles(barely, ours) }),
        });
      }
    }
  }
  await expectSameContents(place, ...apps);
  return { database, isDurable, users, rows };
}

let bareRows = 0;

function bareLane(place, phases) {
  const insert = place.bare();
  // It inserts as often as the others take a step, and so never the same.
  const next = () => {
    bareRows += 2;
    return insert(uidOf(bareRows), uidOf(bareRows + 1));
  };
  return {
    prepare: (_, count) => new Array(count).fill([]),
    steps: Object.fromEntries(phases.map((phase) => [phase, next])),
  };
}
