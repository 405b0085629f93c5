/**
 * Target: the store that is checked, and what it lets the kit do to it.
 *
 * @module
 */

import type { Store } from '../store/store.ts';
import type { Faults } from './faults.ts';

/** A store to be checked. */
export interface CheckTarget {
  /** What the store is called in reports. */
  readonly name: string;
  /**
   * Opens a handle. It is called twice with one namespace for two handles on the same data, and with namespaces that it
   * has not seen for data that is empty. A namespace is 1 to 40 characters of `[a-z0-9-]`.
   */
  readonly open: (namespace: string) => Store | Promise<Store>;
  /** What else the kit may do. What is absent leaves the rules that need it untested, and the report says so. */
  readonly capabilities?: Capabilities | undefined;
}

/** What a store lets the kit do beside opening it. */
export interface Capabilities {
  /**
   * Opens a handle like `open`, whose connection to the database asks `faults` before each message what is to go wrong
   * with it. For a store over a driver it is a few lines around that driver.
   */
  readonly faults?: ((namespace: string, faults: Faults) => Store | Promise<Store>) | undefined;
  /**
   * The command line of a program that opens the same data in a process of its own, such as
   * `['node', 'my-store.process.mjs']`. The program calls `serveStore(open)`.
   */
  readonly process?: readonly string[] | undefined;
}

/** Names a capability. */
export type Capability = keyof Capabilities;
