/**
 * The checks and the cryptography that Kithkin makes, written plainly, for the contestants that bring none.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export const friendsMax = 1000;
export const tokensMax = 100;
export const groupsMax = 2000;
export const membersMax = 100_000;

/** The same by Kithkin's names, for the contestants whose limits can be set. */
export const usualLimits = {
  friendshipsPerUserMax: friendsMax,
  activeAuthTokensPerUserMax: tokensMax,
  groupMembershipsPerUserMax: groupsMax,
  membersPerGroupMax: membersMax,
  botsPerAppMax: 25,
  rolesPerAppMax: 25,
  apiKeysPerAppMax: 25,
};

const idPattern = /^[A-Za-z0-9_-]{1,100}$/;
const tokenPattern = /^[a-z0-9_-]{1,100}_\d{10}[0-9a-f]{30}$/;
const unstorable = /[\0\ud800-\udfff]/u;

export function refusal(code) {
  return Object.assign(new Error(code), { code });
}

export function idOf(value) {
  if (typeof value !== 'string' || !idPattern.test(value)) throw refusal('ERR_BAD_REQUEST');
  return value.toLowerCase();
}

export function textOf(value, lengthMax = 100) {
  if (typeof value !== 'string') throw refusal('ERR_BAD_REQUEST');
  const text = value.trim();
  if (text.length === 0 || text.length > lengthMax || unstorable.test(text)) throw refusal('ERR_BAD_REQUEST');
  return text;
}

export function tagsOf(value) {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length > 1000) throw refusal('ERR_BAD_REQUEST');
  const tags = new Set();
  for (const tag of value) tags.add(textOf(tag));
  if (tags.size > 25) throw refusal('ERR_BAD_REQUEST');
  return tags.size === 0 ? undefined : Object.freeze([...tags]);
}

/** A user as Kithkin shows a new one, without a role that was checked. */
export function newUser(input) {
  const uid = idOf(input.uid);
  const name = textOf(input.name);
  const role = input.role === undefined ? 'default' : idOf(input.role);
  const tags = tagsOf(input.tags);
  const createdAt = seconds();
  return Object.freeze(
    tags === undefined
      ? { uid, name, role, status: 'offline', createdAt }
      : { uid, name, role, tags, status: 'offline', createdAt },
  );
}

/** What is to change of a profile; there is nothing by hand for other fields than these. */
export function profileChanges({ name, role, statusMessage, ...others }) {
  if (Object.keys(others).length > 0) throw refusal('ERR_BAD_REQUEST');
  return {
    name: name === undefined ? undefined : textOf(name),
    role: role === undefined ? undefined : idOf(role),
    statusMessage: statusMessage === undefined ? undefined : textOf(statusMessage),
  };
}

export function statusOf(value) {
  return oneOf(['online', 'offline'], value);
}

export function scopeOf(value) {
  return oneOf(['admin', 'moderator', 'participant'], value);
}

function oneOf(values, value) {
  if (!values.includes(value)) throw refusal('ERR_BAD_REQUEST');
  return value;
}

export function seconds() {
  return Math.floor(Date.now() / 1000);
}

export function digestOf(text) {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

export function mint(uid) {
  const createdAt = seconds();
  const random = bytesToHex(crypto.getRandomValues(new Uint8Array(15)));
  const plain = `${uid}_${String(createdAt).padStart(10, '0')}${random}`;
  return { plain, handle: plain.slice(0, -22), digest: digestOf(plain), createdAt };
}

/** A new API key. */
export function mintKey() {
  const plain = bytesToHex(crypto.getRandomValues(new Uint8Array(20)));
  return { plain, handle: plain.slice(0, 8), digest: digestOf(plain) };
}

export function digestOfToken(plain) {
  if (typeof plain !== 'string') throw refusal('ERR_BAD_REQUEST');
  if (plain.trim() === '') throw refusal('AUTH_ERR_EMPTY_AUTH_TOKEN');
  if (!tokenPattern.test(plain)) throw refusal('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
  return digestOf(plain);
}

export function friendshipOf(a, b) {
  return a < b ? { lower: a, higher: b } : { lower: b, higher: a };
}

/** A page of `limit` out of one more row than that, if there are so many. */
export function pageOf(rows, limit, userOf, cursorOf) {
  const items = rows.slice(0, limit).map(userOf);
  return rows.length > limit ? { items, nextCursor: cursorOf(rows[limit - 1]) } : { items };
}
