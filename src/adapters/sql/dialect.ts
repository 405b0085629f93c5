/**
 * Dialect: all that differs between the databases.
 *
 * Queries and changes are written once, in the SQL that all of them understand. What is left is how a parameter is
 * written and how a table is declared.
 *
 * @module
 */

import type { SqlValue } from './sql.ts';

/** How one database says what the others say differently. */
export interface Dialect {
  /** What stands for the parameter of this number, counted from 1. */
  readonly placeholder: (number: number) => string;
  /** A value as the driver takes it. */
  readonly bound: (value: SqlValue) => SqlValue;
  readonly types: {
    /** Any text; compared for equality, or in the order of ASCII. */
    readonly text: string;
    /** Compared byte for byte. */
    readonly bytes: string;
    /** 53 bits and a sign. */
    readonly integer: string;
    readonly flag: string;
  };
  /** The column that numbers the rows of a table: each added row gets a larger number than all before it. */
  readonly sequence: string;
  /** What follows the columns of a numbered table. */
  readonly numberedTable: string;
  /** What follows the columns of a table that is found by its key alone. */
  readonly keyedTable: string;
}
