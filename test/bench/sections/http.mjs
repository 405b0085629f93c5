/**
 * HTTP: requests a second and the slowest one in a hundred, next to a bare handler of the same server library.
 *
 * The servers have a process of their own, so that the load does not take their turns. Both answer in turn, round by
 * round: what a neighbour does to one it does to the other.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { perPage } from '../http/servers.mjs';
import { median, pairedRatio } from '../measure.mjs';
import { uidOf } from '../workload.mjs';
import { expectEqual } from './expect.mjs';

const program = fileURLToPath(new URL('../http/servers.mjs', import.meta.url));

export async function run({ sizes }) {
  const { users } = sizes.http;
  process.stderr.write(`http: ${users} users\n`);
  const child = fork(program, [`${users}`], { stdio: ['ignore', 2, 2, 'ipc'] });
  const [servers] = await once(child, 'message');
  const countUsers = async () => {
    child.send('count');
    const [{ count }] = await once(child, 'message');
    return count;
  };
  try {
    return await measure({ ...servers, countUsers }, sizes.http);
  } finally {
    child.disconnect();
  }
}

/** Measures servers that are open already. */
export async function measure({ ports, apiKey, users, countUsers }, { rounds, requests, connections }) {
  let created = users;
  let asked = 0;
  const operations = {
    get: { path: () => `/v3/users/${uidOf((asked += 1) % users)}` },
    create: {
      method: 'POST',
      path: () => '/v3/users',
      body: () => JSON.stringify({ uid: uidOf((created += 1)), name: 'New' }),
    },
    page: { path: () => `/v3/users?perPage=${perPage}` },
  };
  const rows = [];
  for (const [operation, requestOf] of Object.entries(operations)) {
    process.stderr.write(`http: ${operation}\n`);
    const figures = { kithkin: [], bare: [] };
    for (let round = -1; round < rounds; round += 1) {
      for (const name of ['bare', 'kithkin']) {
        const found = await load(ports[name], { apiKey, requestOf, requests, connections });
        // The first round warms both up.
        if (round >= 0) figures[name].push(found);
      }
    }
    const of = (name, figure) => figures[name].map((found) => found[figure]);
    rows.push({
      operation,
      users,
      connections,
      perSecond: median(of('kithkin', 'perSecond')),
      barePerSecond: median(of('bare', 'perSecond')),
      rateToBare: pairedRatio(of('kithkin', 'perSecond'), of('bare', 'perSecond')),
      p99Ms: median(of('kithkin', 'p99Ms')),
      bareP99Ms: median(of('bare', 'p99Ms')),
      p99ToBare: pairedRatio(of('kithkin', 'p99Ms'), of('bare', 'p99Ms')),
    });
  }
  expectEqual('http: users created', await countUsers(), users + requests * (rounds + 1));
  return rows;
}

/** Sends so many requests over a few connections, and times each. All must succeed. */
async function load(port, { apiKey, requestOf, requests, connections }) {
  const { method = 'GET', path, body } = requestOf;
  const times = [];
  const begun = process.hrtime.bigint();
  const instance = autocannon({
    url: `http://localhost:${port}`,
    connections,
    amount: requests,
    // It ends with a sample, and takes one a second unless told otherwise.
    sampleInt: 20,
    requests: [
      {
        method,
        setupRequest: (request) => ({
          ...request,
          path: path(),
          headers: { apikey: apiKey, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body: body() }),
        }),
      },
    ],
  });
  instance.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds));
  const { errors, timeouts, '2xx': succeeded } = await instance;
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  expectEqual('http: requests that failed', errors + timeouts, 0);
  expectEqual('http: requests that succeeded', succeeded, requests);
  times.sort((a, b) => a - b);
  return { perSecond: requests / seconds, p99Ms: times[Math.ceil(times.length * 0.99) - 1] };
}
