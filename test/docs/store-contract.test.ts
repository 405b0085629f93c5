import { type App, type Change, type Load, openApp, type Plan, type ResultAsync, type Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { type Anchor, anchorKey, anchorsPerPlanMax } from '../../src/store/anchors.ts';
import { changesPerCommitMax } from '../../src/store/changes.ts';
import { storeTransacting } from '../support/wrapped-store.ts';
import { declaredAs, methodsOf, propertiesOf, sourceFile, variantsOf } from './declarations.ts';
import { codeIn, document, rowsOf, sectionOf, sectionsOf } from './markdown.ts';

const page = document('docs/store-contract.md');

function table(title: string): ReadonlyMap<string, readonly string[]> {
  const rows = rowsOf(sectionOf(page, title));
  return new Map(rows.map(([name = '', ...cells]) => [codeIn(name)[0] ?? name, cells]));
}

/** A store that keeps what passes through its transacts. */
interface Recording {
  readonly store: Store;
  readonly plans: Plan<Record<string, Load>>[];
  readonly commits: { readonly plan: Plan<Record<string, Load>>; readonly changes: readonly Change[] }[];
}

function recording(inner: Store): Recording {
  const plans: Recording['plans'] = [];
  const commits: Recording['commits'] = [];
  const store = storeTransacting(inner, (app) => (plan, decide) => {
    plans.push(plan);
    return app.transact(plan, (seen) => {
      const decided = decide(seen);
      if (decided.isOk()) commits.push({ plan, changes: decided.value.changes });
      return decided;
    });
  });
  return { store, plans, commits };
}

/** Does everything that leads to a change. */
async function live(app: App): Promise<void> {
  const { users, authTokens, friendships, blocks, roles, groups, groupMemberships, bots, apiKeys } = app;
  const done = async (step: ResultAsync<unknown, unknown>) => expect((await step).isErr()).toBe(false);

  await done(roles.create({ role: 'vip', name: 'VIP' }));
  await done(roles.update('vip', { name: 'Very important' }));
  await done(roles.update('default', { name: 'Everybody' }));
  for (const uid of ['ana', 'ben', 'cem']) await done(users.create({ uid, name: uid, withAuthToken: true }));
  await done(users.create({ uid: 'dee', name: 'Dee', role: 'vip' }));
  await done(users.update('ana', { role: 'vip' }));
  await done(users.upsert({ uid: 'ben', name: 'Ben', role: 'vip' }));
  await done(users.updateSelf('ana', { name: 'Ana' }));
  await done(users.touch('ana', { status: 'online' }));

  const issued = (await authTokens.issue('ana'))._unsafeUnwrap();
  await done(authTokens.issue('ana'));
  await done(authTokens.annotate('ana', issued.handle, { platform: 'web' }));
  await done(authTokens.revoke('ana', issued.handle));
  await done(authTokens.flush('ana'));
  await done(authTokens.purgeArchive({ before: 9_999_999_999 }));

  await done(friendships.befriendAll('ana', ['ben', 'cem']));
  await done(friendships.unfriend('ana', 'ben'));
  await done(blocks.block('ana', ['ben', 'cem']));
  await done(blocks.unblock('ana', ['ben']));

  await done(groups.create({ guid: 'garden', name: 'Garden', owner: 'ana' }));
  await done(groups.update('garden', { name: 'The garden' }, { as: 'ana' }));
  await done(groupMemberships.join('ben', 'garden'));
  await done(groupMemberships.add('garden', ['cem', 'dee'], { as: 'ana' }));
  await done(groupMemberships.changeScope('ben', 'garden', 'moderator', { as: 'ana' }));
  await done(groupMemberships.ban('cem', 'garden', { as: 'ben' }));
  await done(groupMemberships.unban('cem', 'garden', { as: 'ben' }));
  await done(groupMemberships.join('cem', 'garden'));
  await done(groupMemberships.ban('cem', 'garden'));
  await done(groupMemberships.kick('dee', 'garden'));
  await done(groups.transferOwnership('garden', 'ben', { as: 'ana' }));
  await done(groupMemberships.leave('ana', 'garden'));

  await done(bots.register({ uid: 'cem', webhookURL: 'https://example.com/hook' }));
  await done(bots.update('cem', { enabled: true }));
  await done(bots.register({ uid: 'dee', webhookURL: 'https://example.com/hook' }));
  await done(bots.remove('dee'));

  const key = (await apiKeys.create({ name: 'server' }))._unsafeUnwrap();
  await done(apiKeys.update(key.handle, { scope: 'fullAccess' }));
  await done(apiKeys.delete(key.handle));

  await done(users.deactivate(['dee']));
  await done(users.reactivate(['dee']));
  await done(users.delete('dee'));
  await done(users.delete('dee', { permanent: true }));
  await done(users.delete('cem', { permanent: true }));
  await done(users.update('ana', { role: 'default' }));
  await done(users.update('ben', { role: 'default' }));
  await done(roles.delete('vip'));
  await done(groups.delete('garden', { as: 'ben' }));
}

/** The keys of the anchors that a cell of the page names, for one load or change. */
function ownersIn(cell: string, named: object): readonly string[] {
  const isExempt = cell.includes('unless it is `default`') && isOfDefaultRole(named);
  return codeIn(cell).flatMap((owner) => {
    const [, kind, path = ''] = /^(\w+)(?:\((.+)\))?$/.exec(owner) ?? [];
    const value = path.split('.').reduce<unknown>((at, field) => Reflect.get(Object(at), field), named);
    if (kind === 'app') return isExempt ? [] : ['app'];
    if (kind === 'of') return [anchorKey(value as Anchor)];
    return value === undefined || (kind === 'role' && isExempt) ? [] : [`${kind}/${String(value)}`];
  });
}

/** Whether a change adds the role `default`, or a user with that role. */
function isOfDefaultRole(change: object): boolean {
  const { user, role } = change as { readonly user?: { role: string }; readonly role?: { role: string } };
  return (user ?? role)?.role === 'default';
}

const { plans, commits } = await (async () => {
  const recorded = recording(memoryStore());
  await live(openApp({ store: recorded.store, appId: 'chat', limits: { activeAuthTokensPerUserMax: 2 } }));
  return recorded;
})();

function keysOf(anchors: readonly Anchor[]): readonly string[] {
  return anchors.map(anchorKey);
}

describe('the rules', () => {
  const rules = sectionsOf(page).filter(({ title }) => /^S\d+ /.test(title));

  it('are S1 to S13, in order', () => {
    expect(rules.map(({ title }) => title.split(' ')[0])).toEqual(
      Array.from({ length: 13 }, (_, index) => `S${index + 1}`),
    );
  });

  it.each(rules)('$title begins with the rule in bold, and says how a store breaks it', ({ lines }) => {
    const text = lines.join('\n').trim();
    expect(text).toMatch(/^\*\*[^*]+\.\*\*/);
    expect(text).toMatch(/^\*How a store breaks it:\*/m);
  });
});

describe('the table of loads', () => {
  const documented = table('Loads');

  it('has every load, in the order of the sources', () => {
    expect([...documented.keys()]).toEqual(
      variantsOf(sourceFile('store/loads.ts'), 'Load').map(({ type }) => type),
    );
  });

  it('names owners that every plan with that load names as anchors', () => {
    const unowned = plans.flatMap(({ anchors, load }) => {
      const named = keysOf([...anchors.read, ...anchors.write]);
      return Object.values(load).flatMap((each) =>
        ownersIn(documented.get(each.type)?.[1] ?? '', each)
          .filter((owner) => !named.includes(owner))
          .map((owner) => `${each.type} without ${owner}`),
      );
    });
    expect(unowned).toEqual([]);
  });
});

describe('the table of changes', () => {
  const documented = table('Changes');

  it('has every change, in the order of the sources', () => {
    expect([...documented.keys()]).toEqual(
      variantsOf(sourceFile('store/changes.ts'), 'Change').map(({ type }) => type),
    );
  });

  it('is tried as a whole: every change has been committed', () => {
    const committed = new Set<string>(commits.flatMap(({ changes }) => changes.map(({ type }) => type)));
    expect([...documented.keys()].filter((type) => !committed.has(type))).toEqual([]);
  });

  it('names owners that every commit with that change names as anchors', () => {
    const unowned = commits.flatMap(({ plan: { anchors }, changes }) => {
      const written = keysOf(anchors.write);
      const named = [...written, ...keysOf(anchors.read)];
      return changes.flatMap((change) => {
        const [, writers = '', readers = ''] = documented.get(change.type) ?? [];
        return [
          ...ownersIn(writers, change).filter((owner) => !written.includes(owner)),
          ...ownersIn(readers, change).filter((owner) => !named.includes(owner)),
        ].map((owner) => `${change.type} without ${owner}`);
      });
    });
    expect(unowned).toEqual([]);
  });
});

describe('the bounds', () => {
  it('are those of the sources', () => {
    const bounds = rowsOf(sectionOf(page, 'Bounds')).map(([name = '', max]) => [
      codeIn(name)[0],
      Number(max),
    ]);
    expect(bounds).toEqual([
      ['anchorsPerPlanMax', anchorsPerPlanMax],
      ['changesPerCommitMax', changesPerCommitMax],
    ]);
  });

  it('are kept by every command', () => {
    for (const { anchors } of plans) {
      expect(anchors.write.length + anchors.read.length).toBeLessThanOrEqual(anchorsPerPlanMax);
    }
    for (const { changes } of commits) expect(changes.length).toBeLessThanOrEqual(changesPerCommitMax);
  });
});

describe('how a store fails', () => {
  it('lists the three errors with what each says of the commit', () => {
    const documented = rowsOf(sectionOf(page, 'How a store fails')).map(([code = '', committed = '']) => [
      codeIn(code)[0],
      codeIn(committed)[0],
    ]);
    const declared = ['StoreContention', 'StoreUnavailable', 'StoreUnknownOutcome'].map((name) => {
      const properties = new Map(propertiesOf(declaredAs(name)));
      // Of the two that NotCommitted allows, stores say only `false`.
      const committed = properties.get('committed')?.replace('NotCommitted', 'false');
      return [properties.get('code')?.replaceAll("'", ''), committed];
    });
    expect(documented).toEqual(declared);
  });
});

describe('the lists', () => {
  it('are all methods of the repositories', () => {
    const declared = propertiesOf(declaredAs('AppStore')).flatMap(([name, type]) =>
      methodsOf(declaredAs(type)).map((method) => `${name}.${method.name}`),
    );
    const documented = rowsOf(sectionOf(page, 'Lists')).map(([name = '']) => codeIn(name)[0]);
    expect([...documented].sort()).toEqual([...declared].sort());
  });
});
