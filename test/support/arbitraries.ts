/**
 * Generators from small pools, so that the same user turns up twice and in another case.
 *
 * @module
 */
import fc from 'fast-check';

/** Mostly `good`; now and then a value that no command accepts in its place. */
export function sometimesBad<T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<unknown>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 40, arbitrary: good }, { weight: 1, arbitrary: bad as fc.Arbitrary<T> });
}

/** What cannot name anything. The Kelvin sign would become `k` in lower case. */
export const badId = fc.constantFrom<unknown>(
  '',
  'a b',
  'é',
  '\u212a',
  'x'.repeat(101),
  'ana\n',
  null,
  7,
  ['ana'],
  {},
);

/** Uids of a few users, in any case. */
export const goodUid = fc.constantFrom('ana', 'ana', 'bo', 'bo', 'cy', 'cy', 'dee', 'ANA', 'Bo', '__proto__');

/** A uid that may be malformed. */
export const anyUid = sometimesBad(goodUid, badId);

/** Guids of a few groups, in any case. */
export const goodGuid = fc.constantFrom('g1', 'g1', 'g2', 'G1', 'g3', 'constructor');

/** A guid that may be malformed. */
export const anyGuid = sometimesBad(goodGuid, badId);

/** Ids of a few roles, in any case. */
export const goodRole = fc.constantFrom('vip', 'VIP', 'staff', 'default', 'hasownproperty');

/** A role id that may be malformed. */
export const anyRole = sometimesBad(goodRole, badId);

/** Lists of uids with repetitions; now and then too long, or with one that is malformed. */
export const anyUids = sometimesBad(
  fc.array(anyUid, { minLength: 1, maxLength: 4 }),
  fc.constantFrom<unknown>(
    [],
    'ana',
    null,
    Array.from({ length: 26 }, (_, index) => `u${index}`),
  ),
);

/** Display names, some of which share a beginning in lower case. */
export const goodName = fc.constantFrom(
  'Ana Lima',
  '  ana maria ',
  'ANABEL',
  'Bo',
  'İzmir',
  'ΟΔΟΣ',
  'οδοσ',
  'Ünal',
  '😀',
  'z'.repeat(100),
);

/** A display name that may be blank, too long or not storable. */
export const anyName = sometimesBad(
  goodName,
  fc.constantFrom<unknown>('', '  ', 'x'.repeat(101), 'a\0', '\ud83d', 5, null),
);

/** What is typed into a search box. */
export const anySearchKey = sometimesBad(
  fc.constantFrom('a', 'AN', 'ana', 'bo', ' b', 'İ', 'οδος', 'ΟΔΟΣ', 'g', 'G1', '_', 'user', '%'),
  fc.constantFrom<unknown>('', '\0', 3),
);

/** Tags, with repetitions, of which case counts. */
export const goodTags = fc.array(fc.constantFrom('red', 'Red', ' red ', 'blue', '😀'), { maxLength: 4 });

/** Tags that may be malformed or too many. */
export const anyTags = sometimesBad(
  goodTags,
  fc.constantFrom<unknown>(
    [' '],
    'red',
    [7],
    Array.from({ length: 26 }, (_, index) => `tag ${index}`),
  ),
);

/** Metadata, some of it private. */
export const goodMetadata = fc.constantFrom<object>(
  {},
  { level: 3 },
  { '@private': { email: 'ana@example.org' } },
  { '@private': 'secret', open: [1, null, { deep: true }] },
  JSON.parse('{"__proto__": {"polluted": true}}'),
);

/** Metadata that may be anything. */
export const anyMetadata = sometimesBad(
  goodMetadata,
  fc.constantFrom<unknown>([], 'text', { a: undefined }, { a: Number.NaN }, { big: 'x'.repeat(5120) }, null),
);

/** An http or https URL. */
export const goodUrl = fc.constantFrom(
  'https://example.org/a.png',
  'HTTP://example.org',
  'https://example.org/?q=é',
);

/** A URL that may be none. */
export const anyUrl = sometimesBad(
  goodUrl,
  fc.constantFrom<unknown>(
    '',
    'ftp://example.org',
    'example.org',
    'https://',
    'https://a b',
    `https://a/${'x'.repeat(3000)}`,
    1,
  ),
);

/** A short text that may be malformed. */
export const anyText = sometimesBad(
  fc.constantFrom('Hello', ' spaced ', '😀'),
  fc.constantFrom<unknown>('', 'x'.repeat(600), '\ud800', true),
);

/** The password of a group, right or wrong. */
export const anyPassword = sometimesBad(
  fc.constantFrom('sesame', 'sesame', 'sesame', 'Sesame', 'other', ''),
  fc.constantFrom<unknown>('x'.repeat(101), 12),
);

/** A scope of a member. */
export const anyScope = sometimesBad(
  fc.constantFrom('admin', 'moderator', 'participant'),
  fc.constantFrom<unknown>('owner', 'Admin', null),
);

/** Who acts: administration when absent. */
export const anyActor = fc.option(anyUid, { nil: undefined, freq: 3 });

/** A boolean that may be none. */
export const anyBoolean = sometimesBad(fc.boolean(), fc.constantFrom<unknown>('true', 0, null));

/** The size of a page. */
export const goodLimit = fc.constantFrom(1, 2, 3, 5, 1000);

/** Stands for a value that must not be looked at too early: fast-check would print it. */
export class Hostile {
  readonly kind: 'revoked' | 'throwing' | 'hostile';

  constructor(kind: Hostile['kind']) {
    this.kind = kind;
  }
}

/** Names of fields that commands read, so that a hostile value gets to where it is read. */
const fieldName = fc.constantFrom(
  ...[
    'uid',
    'name',
    'tags',
    'metadata',
    'avatar',
    'unset',
    'limit',
    'cursor',
    'as',
    'role',
    'guid',
    'permanent',
  ],
  ...['password', 'searchKey', 'uids', 'roles', 'scope', 'expiresAt', 'appInfo', 'length', '__proto__', '0'],
);

const anyLeaf: fc.Arbitrary<unknown> = fc.oneof(
  goodUid,
  fc.string({ unit: 'binary' }),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSparseArray: true,
    withNullPrototype: true,
  }),
  fc.constantFrom(new Hostile('revoked'), new Hostile('throwing'), new Hostile('hostile')),
);

/** Any JavaScript value whatever, as a recipe for {@link cooked}. */
export const anyRecipe: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyLeaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fieldName, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const anyHostile = fc.constantFrom(new Hostile('revoked'), new Hostile('throwing'), new Hostile('hostile'));

const anyFields = fc.dictionary(fieldName, fc.oneof(anyHostile, anyRecipe), { minKeys: 2, maxKeys: 6 });

/** Recipes for the arguments of a command: some of them likely to get far. */
export const anyArguments: fc.Arbitrary<unknown[]> = fc.oneof(
  fc.array(anyRecipe, { maxLength: 4 }),
  fc.tuple(anyFields),
  fc.tuple(goodUid, anyFields),
  fc.tuple(goodUid, goodUid, anyFields),
);

/** The value that a recipe stands for. */
export function cooked(recipe: unknown): unknown {
  if (recipe instanceof Hostile) return hostileValue(recipe.kind);
  if (Array.isArray(recipe)) return recipe.map(cooked);
  const isPlain =
    typeof recipe === 'object' && recipe !== null && Object.getPrototypeOf(recipe) === Object.prototype;
  if (!isPlain) return recipe;
  return Object.fromEntries(Object.entries(recipe).map(([key, value]) => [key, cooked(value)]));
}

/** Values that throw: a revoked proxy, getters that throw even worse, a proxy whose every trap throws. */
export function hostileValue(kind: Hostile['kind']): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwRevoked = (): never => {
    throw proxy;
  };
  if (kind === 'revoked') return proxy;
  if (kind === 'hostile') return new Proxy({}, new Proxy({}, { get: () => throwRevoked }));
  return Object.defineProperties(
    {},
    Object.fromEntries(
      ['uid', 'name', 'a', 'limit'].map((key) => [key, { enumerable: true, get: throwRevoked }]),
    ),
  );
}
