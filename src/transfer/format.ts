/**
 * Format: an app as lines of JSON.
 *
 * A header, then the rows type by type, then a trailer with the number of rows of each type, so that a file that was cut
 * off is recognised. The types are in such an order that no row refers to one that comes later. Each line is an object
 * with one field, which names its kind; fields are in one order, so that the same app makes the same bytes.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import type { Rows, RowType } from '../store/row-repository.ts';

/** The version of the format that is written. It changes when an older reader would go wrong. */
export const exportVersion = 1;

/** A type of row that is exported: all but tombstones, since deletions are finished first. */
export type ExportedType = Exclude<RowType, 'tombstone'>;

/** How many rows of each type. */
export type RowCounts = { readonly [T in ExportedType]: number };

/** What the first line says. */
export interface ExportHeader {
  readonly version: number;
  readonly appId: string;
  /** Whose rows these are; absent where they are the whole app's. */
  readonly uid?: Uid;
  /** When the export began, in UNIX seconds. */
  readonly exportedAt: number;
}

type FieldOrder = { readonly [T in ExportedType]: readonly (keyof Rows[T] & string)[] };

/** The fields of each type in the order in which they are written. The types too are in their order. */
export const exportedFields: FieldOrder = {
  role: ['role', 'name', 'description', 'metadata', 'createdAt', 'updatedAt'],
  user: [
    ...(['uid', 'name', 'avatar', 'link', 'role', 'metadata', 'tags', 'statusMessage', 'status'] as const),
    ...(['lastActiveAt', 'createdAt', 'updatedAt', 'deactivatedAt'] as const),
  ],
  group: [
    ...([
      'guid',
      'name',
      'type',
      'passwordHash',
      'icon',
      'description',
      'metadata',
      'tags',
      'owner',
    ] as const),
    ...(['createdAt', 'updatedAt'] as const),
  ],
  membership: ['uid', 'guid', 'scope', 'joinedAt'],
  ban: ['uid', 'guid', 'bannedAt'],
  block: ['blocker', 'blocked', 'blockedAt'],
  friendship: ['lower', 'higher'],
  authToken: [
    ...(['uid', 'handle', 'digest', 'createdAt', 'expiresAt', 'archivedAt'] as const),
    ...(['platform', 'userAgent', 'appInfo'] as const),
  ],
  bot: ['uid', 'webhookURL', 'enabled', 'groupChatSetting', 'createdAt', 'updatedAt'],
  apiKey: ['digest', 'handle', 'name', 'scope', 'createdAt', 'updatedAt'],
};

/** The fields of each type that name a row: no two rows of a type are the same in all of them. */
const namingFields: FieldOrder = {
  role: ['role'],
  user: ['uid'],
  group: ['guid'],
  membership: ['guid', 'uid'],
  ban: ['guid', 'uid'],
  block: ['blocker', 'blocked'],
  friendship: ['lower', 'higher'],
  authToken: ['digest'],
  bot: ['uid'],
  apiKey: ['digest'],
};

/** The types whose rows are in order of what names them. The others are in an order of their own, oldest first. */
export const typesByName: ReadonlySet<ExportedType> = new Set(['role', 'ban', 'block', 'bot', 'apiKey']);

/** What names a row among those of its type, so that the order of names is that of the rows. */
export function rowName<T extends ExportedType>(type: T, row: Rows[T]): string {
  // Ids have no character below this one.
  return namingFields[type].map((field) => row[field]).join('\0');
}

/** The types in the order in which they are written. */
export const exportedTypes: readonly ExportedType[] = Object.keys(exportedFields) as ExportedType[];

/** No rows of any type. */
export function noRows(): { [T in ExportedType]: number } {
  const counts = { role: 0, user: 0, group: 0, membership: 0, ban: 0, block: 0, friendship: 0 };
  return { ...counts, authToken: 0, bot: 0, apiKey: 0 };
}

/** The first line. */
export function headerLine({ version, appId, uid, exportedAt }: ExportHeader): string {
  return line('kithkin', { version, appId, ...(uid !== undefined && { uid }), exportedAt });
}

/** The line of a row, or of what is shown of it. */
export function rowLine<T extends ExportedType>(type: T, row: Partial<Rows[T]>): string {
  const inOrder: Record<string, unknown> = {};
  for (const field of exportedFields[type]) if (Object.hasOwn(row, field)) inOrder[field] = row[field];
  return line(type, inOrder);
}

/** The last line. */
export function trailerLine(counts: Readonly<Record<string, number>>): string {
  return line('end', counts);
}

function line(kind: string, content: unknown): string {
  return `${JSON.stringify({ [kind]: content })}\n`;
}
