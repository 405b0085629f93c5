/**
 * A store in memory: for tests, for trying things out, and the reference for every other store.
 *
 * @packageDocumentation
 */

export { type MemoryData, type MemoryStoreOptions, memoryData, memoryStore } from './memory-store.ts';
