/**
 * Rows: all that an app keeps, type by type. Closed over the port's union of types.
 *
 * @module
 */

import type { TombstoneName } from '../../deletion/deletion.ts';
import { type Found, type Position, pageWithin } from '../../shared/page.ts';
import type { RowQuery, Rows, RowType } from '../../store/row-repository.ts';
import type { AppData } from './app-data.ts';
import { compareIds } from './listed.ts';
import { pageOfWalk } from './page-of-walk.ts';

type Page = Omit<RowQuery, 'type'>;
type Listers = { readonly [T in RowType]: (app: AppData, page: Page) => Found<Rows[T]> };

/** One page of the rows of one type. */
export function rowsPage<T extends RowType>(app: AppData, query: RowQuery<T>): Found<Rows[T]> {
  return listers[query.type](app, query);
}

const listers: Listers = {
  role: (app, page) => ordered([...app.roles.values()], page, ({ role }) => ({ key: role, id: role })),
  user: (app, page) => app.users.page(numberIn(page), page.limit),
  group: (app, page) => app.groups.page(numberIn(page), page.limit),
  membership: (app, page) => app.groups.membershipsPage(numberIn(page), page.limit),
  ban: (app, { after, limit }) => {
    const from = () => app.groups.walkAllBans(String(after?.key ?? ''), after?.id ?? '');
    return pageOfWalk(
      from,
      from,
      { limit, count: false },
      {
        isShown: () => true,
        show: (ban) => ban,
        positionOf: ({ guid, uid }) => ({ key: guid, id: uid }),
      },
    );
  },
  block: (app, { after, limit }) => {
    const from = () => app.blocks.walkAll(String(after?.key ?? ''), after?.id ?? '');
    return pageOfWalk(
      from,
      from,
      { limit, count: false },
      {
        isShown: () => true,
        show: (block) => block,
        positionOf: ({ blocker, blocked }) => ({ key: blocker, id: blocked }),
      },
    );
  },
  friendship: (app, page) => app.friendships.page(numberIn(page), page.limit),
  authToken: (app, page) => app.authTokens.page(numberIn(page), page.limit),
  bot: (app, page) => ordered(app.bots, page, ({ uid }) => ({ key: uid, id: uid })),
  apiKey: (app, page) =>
    ordered([...app.apiKeys.values()], page, ({ digest }) => ({ key: digest, id: digest })),
  tombstone: (app, page) =>
    ordered([...app.tombstones.values()], page, ({ of }) => ({ key: of.type, id: nameIn(of) })),
};

function numberIn({ after }: Page): number {
  return after ? (after.key as number) : -1;
}

function nameIn(of: TombstoneName): string {
  return of.type === 'user' ? of.uid : of.guid;
}

/** One page of the few rows that an app has of a type. */
function ordered<T>(rows: readonly T[], page: Page, positionOf: (row: T) => Position): Found<T> {
  const placed = rows.map((row) => ({ row, place: positionOf(row) }));
  placed.sort(
    ({ place: a }, { place: b }) => compareIds(String(a.key), String(b.key)) || compareIds(a.id, b.id),
  );
  return pageWithin(
    placed.map(({ row }) => row),
    { ...page, count: false },
    positionOf,
  );
}
