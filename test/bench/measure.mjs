/**
 * Timing on a machine that others use too: contestants take turns in short rounds, time is what the processor
 * spent on this process, and what counts is the ratio within one round, whose median a busy neighbour does
 * not move.
 */

/** The most rounds whose figures are thrown away, because the compiler is still at work. */
const warmUpRoundsMax = 3;

/**
 * Times every lane in every round. A lane has `prepare(count)` → `{ xs, ys }`, `step(x, y)`,
 * `unwrap(result)`, which throws on a refusal, `check(value)` for the last of a batch, and `countMax`.
 * Returns, by lane, nanoseconds a step in each round.
 */
export async function timeLanes(lanes, { rounds, budgetMs }) {
  const samples = lanes.map(() => []);
  const warmUpRounds = Math.min(warmUpRoundsMax, rounds);
  const counts = lanes.map(({ countMax }) => Math.min(countMax, 16));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (let turn = 0; turn < lanes.length; turn += 1) {
      const at = (turn + round + warmUpRounds) % lanes.length;
      const lane = lanes[at];
      const { xs, ys } = lane.prepare(counts[at]);
      // What was just prepared is not to be collected on somebody's time.
      globalThis.gc?.({ type: 'minor' });
      const nanoseconds = await timeBatch(lane, xs, ys);
      if (round >= 0) samples[at].push(nanoseconds);
      const affordable = Math.floor((budgetMs * 1e6) / Math.max(1, nanoseconds));
      counts[at] = Math.max(2, Math.min(lane.countMax, affordable));
    }
  }
  return samples;
}

async function timeBatch({ step, unwrap, check }, xs, ys) {
  let last;
  const began = processorTime();
  for (let index = 0; index < xs.length; index += 1) last = unwrap(await step(xs[index], ys[index]));
  const elapsed = processorTime() - began;
  check(last);
  return elapsed / xs.length;
}

/**
 * Nanoseconds of this thread where Node tells them, else of the process, the collector's other threads
 * included.
 */
export function processorTime() {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) * 1e3;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of how many times as long `values` took as `base` did in the same round. */
export function pairedRatio(values, base) {
  return median(values.map((value, round) => value / base[round]));
}

/** What is kept of a lane's samples. */
export function summary(samples) {
  return { minNs: Math.min(...samples), medianNs: median(samples) };
}

/** Bytes in use after a full collection. `external` already counts the array buffers. */
export function bytesInUse() {
  if (globalThis.gc === undefined) throw new Error('Run node with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Says on stderr what is going on, at most every two seconds. */
export function progressOf(what, total) {
  const say = seldom();
  return (done) => say(() => `${what}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`);
}

/** Says what a function answers on stderr, at most every two seconds. */
export function seldom() {
  let told = performance.now();
  return (text) => {
    const now = performance.now();
    if (now - told < 2000) return;
    told = now;
    process.stderr.write(`${text()}\n`);
  };
}
