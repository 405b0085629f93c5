/**
 * The goals, and what a figure is worth against them: `goal` reached, within the `limit`, or `OVER` it.
 */
export const goals = {
  writeRatio: { goal: 1.5, limit: 2 },
  lookupExtraNs: { goal: 500, limit: 1000 },
  growth: { goal: 1.5, limit: 2 },
  rateOfBare: { goal: 0.33 },
  edgeBytes: { goal: 30, limit: 30 },
  tokenBytes: { goal: 120, limit: 120 },
  pauseMs: { goal: 50, limit: 50 },
};

const lookups = ['get', 'authenticate'];

export function verdict(value, { goal, limit }) {
  if (value <= goal) return 'goal';
  return value <= limit ? 'limit' : 'OVER';
}

/**
 * Of what kithkin costs next to raw. Pages have no goal here: raw keeps fewer indexes, and pays for them
 * elsewhere.
 */
export function workVerdict({ operation, contestant, medianNs, ratioToRaw }, rawMedianNs) {
  if (contestant !== 'kithkin' || operation.startsWith('page')) return '';
  const byRatio = verdict(ratioToRaw, goals.writeRatio);
  if (!lookups.includes(operation)) return byRatio;
  const byDifference = verdict(medianNs - rawMedianNs, goals.lookupExtraNs);
  return ['goal', 'limit', 'OVER'].find((word) => word === byRatio || word === byDifference);
}

/** Of how the cost grows. What raw code pays too is the caches' doing and is not held against kithkin. */
export function growthVerdict({ growth, rawGrowth }) {
  const own = verdict(growth / Math.max(1, rawGrowth), goals.growth);
  return own !== 'OVER' && growth > goals.growth.limit ? `${own}, caches aside` : own;
}

/** Of the longest pause. What the process did not do itself in that time is its neighbours' doing. */
export function pauseVerdict({ maxMs, ownMaxMs }) {
  const own = verdict(Math.min(maxMs, ownMaxMs), goals.pauseMs);
  return own !== 'OVER' && maxMs > goals.pauseMs.limit ? `${own}, neighbours aside` : own;
}

/** Of a command's rate on PostgreSQL, as a part of that of a bare insert. On SQLite the disk decides, and there is no goal. */
export function rateVerdict(database, { rateOfBare }) {
  if (database !== 'postgres' || rateOfBare === undefined) return '';
  return rateOfBare[1] >= goals.rateOfBare.goal ? 'goal' : 'MISSED';
}
