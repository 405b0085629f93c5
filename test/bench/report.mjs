/**
 * The figures as text for people. JSON needs no rendering: the figures are plain data.
 */
import { goals, growthVerdict, pauseVerdict, rateVerdict, verdict, workVerdict } from './goals.mjs';

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function duration(nanoseconds) {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(0)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(2)} µs`;
  return `${(nanoseconds / 1e6).toFixed(2)} ms`;
}

export function ratio(value) {
  return value < 100 ? value.toFixed(2) : number.format(value);
}

/**
 * Lines of cells as aligned columns: the first to the left, those named in `left` too, all others to the
 * right.
 */
export function table(header, lines, left = [0]) {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column].length)),
  );
  const row = (cells) =>
    cells
      .map((cell, column) =>
        left.includes(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd();
  return [row(header), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.map(row)].join('\n');
}

export function workTable(rows) {
  const lines = rows.map((row) => {
    const raw = rows.find(({ operation, contestant }) => operation === row.operation && contestant === 'raw');
    return [
      row.contestant === 'raw' ? row.operation : '',
      row.contestant,
      number.format(row.users),
      duration(row.minNs),
      duration(row.medianNs),
      ratio(row.ratioToRaw),
      workVerdict(row, raw.medianNs),
    ];
  });
  return table(['operation', 'contestant', 'users', 'min', 'median', 'to raw', 'verdict'], lines, [0, 1, 6]);
}

export function growthTable(rows) {
  const sizes = rows[0].users.map((users) => `${number.format(users)}`);
  const lines = rows.map((row) => [
    row.operation,
    ...row.medianNs.map(duration),
    ratio(row.growth),
    ratio(row.rawGrowth),
    growthVerdict(row),
  ]);
  return table(['operation', ...sizes, 'growth', 'of raw', 'verdict'], lines, [0, sizes.length + 3]);
}

export function loadTable({ users, edges, tokens, memberships, bytes, mebibytes, idle, mixed }) {
  const lines = [
    ['bytes a user of uid and name', number.format(bytes.user), ''],
    ['bytes a user with tags, metadata, …', number.format(bytes.fullUser), ''],
    ['bytes a directed edge', bytes.edge.toFixed(1), verdict(bytes.edge, goals.edgeBytes)],
    ['bytes a membership', number.format(bytes.membership), ''],
    ['bytes a token', number.format(bytes.token), verdict(bytes.token, goals.tokenBytes)],
    ['MiB in all', number.format(mebibytes), ''],
    ['operations a second', number.format(mixed.stepsPerSecond), ''],
    ['longest pause, ms', mixed.maxMs.toFixed(1), pauseVerdict(mixed)],
    ['longest turn by processor time, ms', mixed.ownMaxMs.toFixed(1), ''],
    ['pause at p99.9, ms', mixed.p999Ms.toFixed(1), ''],
    ['longest collection, ms', mixed.gcMaxMs.toFixed(1), ''],
    ['longest pause of an empty loop, ms', idle.maxMs.toFixed(1), ''],
  ];
  const counts = [users, edges, memberships, tokens].map((count) => number.format(count));
  const held = `${counts[0]} users, ${counts[1]} edges, ${counts[2]} memberships, ${counts[3]} tokens`;
  return `${held}\n\n${table(['load', 'figure', 'verdict'], lines, [0, 2])}`;
}

export function httpTable(rows) {
  const ms = (value) => duration(value * 1e6);
  const lines = rows.map((row) => [
    row.operation,
    number.format(row.perSecond),
    number.format(row.barePerSecond),
    ratio(row.rateToBare),
    ms(row.p99Ms),
    ms(row.bareP99Ms),
    ratio(row.p99ToBare),
  ]);
  const [{ users, connections }] = rows;
  const header = ['request', 'a second', 'bare', 'to bare', 'p99', 'bare', 'to bare'];
  return `${number.format(users)} users, ${number.format(connections)} connections\n\n${table(header, lines)}`;
}

export function bigTable({ tokens, edges, tokensPerSecond, friendshipsPerSecond, mebibytes }) {
  const lines = [
    ['tokens', number.format(tokens), `${number.format(tokensPerSecond)} issued a second`],
    ['directed edges', number.format(edges), `${number.format(friendshipsPerSecond)} friendships a second`],
    ['MiB in all', number.format(mebibytes), ''],
  ];
  return table(['big', 'count', 'rate'], lines);
}

/** A median, and in brackets the quartiles around it. */
function spreadOf([lower, middle, upper]) {
  return `${ratio(middle)} (${ratio(lower)}–${ratio(upper)})`;
}

export function sqlTable({ places, missing }) {
  const tables = places.map(({ database, isDurable, users, rows }) => {
    const lines = rows.map((row) => [
      row.command,
      number.format(row.callers),
      duration(row.handNs),
      duration(row.medianNs),
      spreadOf(row.toHand),
      row.rateOfBare === undefined ? '' : spreadOf(row.rateOfBare),
      rateVerdict(database, row),
    ]);
    const header = [
      'command',
      'callers',
      'by hand',
      'kithkin',
      'to by hand',
      'rate of a bare insert',
      'verdict',
    ];
    const commits = isDurable ? 'a commit waits for the disk' : 'no commit waits for the disk';
    return `### ${database}, ${number.format(users)} users, ${commits}\n\n${table(header, lines, [0, 6])}`;
  });
  return [...tables, ...(missing === undefined ? [] : [missing])].join('\n\n');
}

export function sqlGrowthTable({ places, missing }) {
  const tables = places.map(({ database, users, rows }) => {
    const lines = rows.map((row) => [
      row.operation,
      ...row.medianNs.map(duration),
      spreadOf(row.growth),
      spreadOf(row.handGrowth),
      growthVerdict({ growth: row.growth[1], rawGrowth: row.handGrowth[1] }),
    ]);
    const sizes = users.map((count) => number.format(count));
    const header = ['operation', ...sizes, 'growth', 'of by hand', 'verdict'];
    return `### ${database}\n\n${table(header, lines, [0, sizes.length + 3])}`;
  });
  return [...tables, ...(missing === undefined ? [] : [missing])].join('\n\n');
}

const titles = {
  work: 'Work: one operation, as a ratio to hand-written code of the same checks',
  growth: 'Growth: median cost of one operation by number of users',
  load: 'Load: memory and pauses',
  sql: 'SQL: a step on the SQL stores, next to SQL written by hand on the same tables (median of rounds, quartiles)',
  'sql-growth': 'Growth on SQL: median cost of a step by number of users, none waiting for the disk',
  http: 'HTTP: requests, next to a bare handler of the same server library that answers the same bytes',
  big: 'Big: beyond the 16,777,216 entries of a Map',
};

const tables = {
  work: workTable,
  growth: growthTable,
  load: loadTable,
  sql: sqlTable,
  'sql-growth': sqlGrowthTable,
  http: httpTable,
  big: bigTable,
};

/** The whole report, for the sections that were run. */
export function report({ machine, node, date, quick, figures }) {
  const parts = Object.entries(figures).map(
    ([section, found]) => `## ${titles[section]}\n\n${tables[section](found)}`,
  );
  const note = quick ? ['A quick run: it shows that everything works. The figures mean nothing.'] : [];
  return [`${machine}, Node ${node}, ${date}`, ...note, ...parts].join('\n\n');
}
