/**
 * Timing of what has several callers, or waits for a disk or a server: by the clock on the wall, or by the processor's
 * where this process does all the work and waits for nothing, with as many callers as asked for, each of whom asks again
 * once it is answered. Lanes take turns within a round and do the same number of steps, so that a ratio within one round
 * is one of equal work, and a busy neighbour is in the way of all of them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Rounds that are thrown away: plans are made, files are opened, the compiler is at work. */
const warmUpRounds = 2;

/** The fewest steps that each caller takes in a round. */
const stepsPerCaller = 2;

/**
 * Times `phases`, one after the other, in every lane and every round. A lane has `prepare(phases, count)`, which answers
 * the arguments of so many steps, `steps` by phase, and perhaps `inspect()`, which is asked after the first phase of the
 * last round. Answers for each lane the nanoseconds a step by phase and round, and what was seen by `inspect`.
 */
export async function timeByClock(
  lanes,
  { phases, callers, rounds, budgetMs, countMax = 4096, clock = wallClock },
) {
  const countMin = Math.min(countMax, callers * stepsPerCaller);
  const timed = lanes.map(() => ({
    samples: Object.fromEntries(phases.map((phase) => [phase, []])),
    seen: undefined,
  }));
  let count = countMin;
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    let slowest = 0;
    for (let turn = 0; turn < lanes.length; turn += 1) {
      const at = (turn + round + warmUpRounds) % lanes.length;
      const { prepare, steps, inspect } = lanes[at];
      const inputs = prepare(phases, count);
      // Promises alone never let a signal in.
      await nextTurn();
      for (const phase of phases) {
        const nanoseconds = await timeBatch(steps[phase], inputs, callers, clock);
        slowest = Math.max(slowest, nanoseconds);
        if (round >= 0) timed[at].samples[phase].push(nanoseconds);
        if (round === rounds - 1 && phase === phases[0]) timed[at].seen = await inspect?.();
      }
    }
    const affordable = Math.floor((budgetMs * 1e6) / Math.max(1, slowest));
    count = Math.max(countMin, Math.min(countMax, affordable));
  }
  return timed;
}

/** Nanoseconds since some moment. */
export function wallClock() {
  return performance.now() * 1e6;
}

async function timeBatch(step, inputs, callers, clock) {
  let next = 0;
  const call = async () => {
    while (next < inputs.length) {
      const input = inputs[next];
      next += 1;
      await step(...input);
    }
  };
  const began = clock();
  await Promise.all(Array.from({ length: callers }, call));
  return (clock() - began) / inputs.length;
}

/** The quartiles of how many times as long `values` took as `base` did in the same round. */
export function pairedQuartiles(values, base) {
  const ratios = values.map((value, round) => value / base[round]).sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => quantile(ratios, share));
}

/** Between two values of a sorted list, in proportion. */
export function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
}
