import { expect, it } from 'vitest';
import { openServers } from './http/servers.mjs';
import { httpTable } from './report.mjs';
import { measure } from './sections/http.mjs';

it('loads both servers with the same requests, all of which succeed', async () => {
  const servers = await openServers(30);
  try {
    const rows = await measure(servers, { rounds: 1, requests: 20, connections: 2 });
    expect(rows.map(({ operation }) => operation)).toEqual(['get', 'create', 'page']);
    for (const row of rows) {
      const { rateToBare, p99ToBare } = row;
      for (const figure of [rateToBare, p99ToBare]) expect(figure).toBeGreaterThan(0);
    }
    expect(httpTable(rows)).toContain('30 users, 2 connections');
  } finally {
    servers.close();
  }
});
