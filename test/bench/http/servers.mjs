/**
 * The servers under load: Kithkin's handler, and a bare handler of the same server library, which answers the same bytes
 * and does nothing for them. Run as a program, it serves until its parent goes away.
 */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { openApp } from 'kithkin';
import { createHandler } from 'kithkin/http';
import { memoryStore } from 'kithkin/memory';
import { roleId, uidOf, userWithTags } from '../workload.mjs';

export const perPage = 20;

const json = { 'content-type': 'application/json; charset=utf-8' };

/** Opens both over so many users. What is returned is plain, but for `close`. */
export async function openServers(users) {
  const app = openApp({ store: memoryStore(), appId: 'bench' });
  unwrap(await app.roles.create({ role: roleId, name: roleId }));
  for (let index = 0; index < users; index += 1) unwrap(await app.users.create(userWithTags(index)));
  const { apiKey } = unwrap(await app.apiKeys.create({ name: 'bench', scope: 'fullAccess' }));
  const handle = createHandler({ app });

  const answerOf = async (path) =>
    (await handle(new Request(`http://bench.example${path}`, { headers: { apikey: apiKey } }))).text();
  const user = await answerOf(`/v3/users/${uidOf(0)}`);
  const page = await answerOf(`/v3/users?perPage=${perPage}`);
  const bare = new Hono();
  bare.get('/v3/users/:uid', () => new Response(user, { headers: json }));
  bare.post('/v3/users', () => new Response(user, { headers: json }));
  bare.get('/v3/users', () => new Response(page, { headers: json }));

  const servers = [await listening(handle), await listening((request) => bare.fetch(request))];
  const [kithkin, other] = servers.map((server) => server.address().port);
  const countUsers = async () => unwrap(await app.users.list({ limit: 1, count: true })).count;
  const close = () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  };
  return { ports: { kithkin, bare: other }, apiKey, users, countUsers, close };
}

async function listening(fetch) {
  const server = serve({ fetch, port: 0, hostname: 'localhost' });
  if (!server.listening) await once(server, 'listening');
  return server;
}

function unwrap(result) {
  if (result.isErr()) throw new Error(`kithkin refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const { countUsers, close, ...plain } = await openServers(Number(process.argv[2]));
  process.on('message', async () => process.send({ count: await countUsers() }));
  process.on('disconnect', close);
  process.send(plain);
}
