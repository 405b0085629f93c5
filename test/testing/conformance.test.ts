import { memoryData, memoryStore } from 'kithkin/memory';
import { storeConformance } from 'kithkin/testing';
import { describe, it } from 'vitest';
import { runs } from '../support/setup.ts';

const namespaces = new Map<string, ReturnType<typeof memoryData>>();

storeConformance(
  { describe, it: (name, test) => it(name, test, 120_000) },
  {
    name: 'memory',
    open: (namespace) => {
      const data = namespaces.get(namespace) ?? memoryData();
      namespaces.set(namespace, data);
      return memoryStore({ data });
    },
  },
  { runs: runs(300) },
);
