/**
 * The same made-up data for every contestant, computed from an index, so that nothing has to be kept.
 */

export const groupCount = 100;
export const tokensMax = 100;

export const pageLimit = 100;

/** The lists whose pages are measured, and how many users there are to each that is on the list. */
export const lists = {
  'page-tag': { options: { tags: ['team-7'] }, share: 20 },
  'page-tag-name': { options: { tags: ['team-7'], order: 'name' }, share: 20 },
  'page-rare-name': { options: { tags: ['spot-7'], order: 'name' }, share: 200 },
  'page-all': { options: {}, share: 1 },
  'page-all-name': { options: { order: 'name' }, share: 1 },
};

/** How many rows there are on a list of so many users. */
export function listLength(operation, users) {
  return Math.floor(users / lists[operation].share);
}

/** A role that has to exist before users are created with it. */
export const roleId = 'member';

const firstNames = [
  'Ana',
  'bela',
  'Chidi',
  'Dao',
  'Ewa',
  'Farid',
  'Grace',
  'Hiro',
  'Ines',
  'jon',
  'Kofi',
  'Lena',
];
const lastNames = [
  'Abe',
  'Berg',
  'Costa',
  'Diallo',
  'Eze',
  'Fischer',
  'Gomes',
  'Haddad',
  'Ito',
  'Jansen',
  'Kaya',
];

/**
 * A copy that is one flat run of bytes and unknown to every cache, as texts from a network are. A
 * concatenation would be flattened, and a shared text hashed, by whichever contestant happens to come first.
 */
export function flat(text) {
  return Buffer.from(text, 'latin1').latin1Slice();
}

/** 32 bits that look random; no two indexes share them, because both multipliers are odd. */
export function scatter(index) {
  let bits = Math.imul(index + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  return (bits ^ (bits >>> 13)) >>> 0;
}

/** Uids come in no order at all: a store that likes ascending ones gains nothing. */
export function uidOf(index) {
  return flat(`u${scatter(index).toString(36).padStart(7, '0')}`);
}

export function guidOf(index) {
  return flat(`group-${index}`);
}

export function nameOf(index) {
  const chance = scatter(index ^ 0x5bd1e995);
  const first = firstNames[chance % firstNames.length];
  const last = lastNames[(chance >>> 8) % lastNames.length];
  return flat(`${first} ${last} ${(chance >>> 16) % 1000}`);
}

export function minimalUser(index) {
  return { uid: uidOf(index), name: nameOf(index) };
}

export function userWithTags(index) {
  return {
    uid: uidOf(index),
    name: nameOf(index),
    role: flat(roleId),
    tags: [flat(`team-${index % 20}`), flat(`spot-${index % 200}`)],
  };
}

export function fullUser(index) {
  return {
    ...userWithTags(index),
    avatar: flat(`https://cdn.example.com/avatars/${scatter(index)}.png`),
    statusMessage: flat(`At the desk until ${index % 24}:00`),
    metadata: {
      locale: flat('pt-BR'),
      plan: flat('pro'),
      seats: index % 50,
      '@private': { ref: scatter(index) },
    },
  };
}

/** The step-th pair of users who are no friends yet, scattered over all users. */
export function pairAt(step, users) {
  const distance = 1 + Math.floor(step / users);
  const a = spread(step, users);
  return [a, (a + distance) % users];
}

/** The step-th user and group who have not met yet. */
export function joinAt(step, users) {
  const user = spread(step, users);
  return [user, (user + Math.floor(step / users)) % groupCount];
}

/** Visits all of `count` in a scattered order: 7,919 is prime, and divides none of the counts in use. */
export function spread(step, count) {
  return ((step % count) * 7919) % count;
}
