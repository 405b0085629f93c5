/**
 * The script that contenders are compared by, concept by concept.
 */
import { guidOf, pairAt, uidOf, userWithTags } from '../workload.mjs';

export const webhookURL = 'https://bots.example.com/';

const nobody = 'nobody';

/**
 * Commands and lookups with what is to be seen of each: done, refused for every reason, done again. An input that is a
 * function is made from what was answered last, by method.
 */
export function scriptFor(users, token, apiKey) {
  const [a, b] = pairAt(users, users).map(uidOf);
  const group = guidOf(0);
  const stranger = userWithTags(users);
  return [
    ['get', a],
    ['get', nobody],
    ['authenticate', token],
    ['authenticate', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`],
    ['unfriend', a, b],
    ['befriend', a, b],
    ['befriend', a, b],
    ['befriend', b, a],
    ['befriend', a, a],
    ['befriend', nobody, a],
    ['befriend', a, nobody],
    ['unfriend', b, a],
    ['unfriend', a, nobody],
    ['befriend', a, b],
    ['create', { ...stranger, role: 'unknown' }],
    ['create', stranger],
    ['create', stranger],
    ['create', { uid: 'app_system', name: 'System' }],
    ['create', { uid: 'default-role', name: 'Ünal Åberg' }],
    ['get', 'default-role'],
    ['leave', stranger.uid, group],
    ['join', stranger.uid, group],
    ['join', stranger.uid, group],
    ['join', nobody, group],
    ['join', stranger.uid, 'no-group'],
    ['leave', nobody, group],
    ['leave', stranger.uid, 'no-group'],
    ['leave', stranger.uid, group],
    ['join', stranger.uid, group],
    ['unblock', a, b],
    ['block', a, b],
    ['block', a, b],
    ['block', b, a],
    ['block', a, a],
    ['block', a, nobody],
    ['unblock', b, a],
    ['removeBot', a],
    ['createBot', { uid: a, webhookURL }],
    ['createBot', { uid: a, webhookURL }],
    ['createBot', { uid: nobody, webhookURL }],
    ['removeBot', nobody],
    ['removeBot', a],
    ['createBot', { uid: b, webhookURL }],
    ['issue', nobody],
    ['issue', uidOf(0)],
    ['issue', stranger.uid],
    ...scriptOfUsers(a, stranger),
    ...scriptOfTokens(stranger.uid),
    ...scriptOfMembers(a, group),
    ...scriptOfGroups(a, b),
    ...scriptOfAdministration(b, apiKey),
    ['friends', a],
    ['friends', nobody],
    ['members', 'no-group'],
    ['tokens', nobody],
  ];
}

function scriptOfUsers(a, stranger) {
  const { uid } = stranger;
  return [
    ['update', nobody, { statusMessage: 'Away' }],
    ['update', uid, { statusMessage: 'Away' }],
    ['update', uid, { name: 'Örjan', role: 'unknown' }],
    ['update', uid, { name: 'Örjan', role: 'default' }],
    ['update', uid, { role: stranger.role }],
    ['get', uid],
    ['upsert', { ...stranger, role: 'unknown' }],
    ['upsert', { uid, name: 'Åsa', tags: ['team-1', 'new'] }],
    ['get', uid],
    ['upsert', stranger],
    ['upsert', { uid: 'app_system', name: 'System' }],
    ['upsert', { uid: 'upserted', name: 'Upserted', role: 'unknown' }],
    ['upsert', { uid: 'upserted', name: 'Upserted', tags: ['new'] }],
    ['touch', nobody, 'online'],
    ['touch', uid, 'online'],
    ['get', uid],
    ['reactivate', uid],
    ['deactivate', nobody],
    ['reactivate', nobody],
    ['deactivate', uid],
    ['deactivate', uid],
    ['get', uid],
    ['touch', uid, 'online'],
    ['update', uid, { name: 'Gone' }],
    ['upsert', stranger],
    ['befriend', a, uid],
    ['reactivate', uid],
    ['get', uid],
    // One stays deactivated, so that what is kept of it is compared.
    ['deactivate', 'upserted'],
  ];
}

function scriptOfTokens(uid) {
  const issued = ({ issue }) => issue.authToken;
  return [
    ['issue', uid],
    ['annotate', nobody, issued, { platform: 'web' }],
    ['annotate', uid, `${uid}_no-token`, { platform: 'web' }],
    ['annotate', uid, issued, { platform: 'web' }],
    ['annotate', uid, issued, { userAgent: 'Browser' }],
    ['authenticate', issued],
    ['issue', uid],
    ['revoke', nobody, issued],
    ['revoke', 'default-role', issued],
    ['revoke', uid, issued],
    ['revoke', uid, issued],
    ['annotate', uid, issued, { platform: 'web' }],
    ['authenticate', issued],
    ['flush', nobody],
    ['flush', uid],
    ['flush', uid],
    ['issue', uid],
    ['annotate', uid, issued, { platform: 'web' }],
  ];
}

function scriptOfMembers(a, group) {
  return [
    ['kick', a, 'no-group'],
    ['kick', nobody, group],
    ['leave', a, group],
    ['kick', a, group],
    ['changeScope', a, group, 'admin'],
    ['ban', a, group],
    ['unban', a, group],
    ['add', nobody, 'no-group', 'participant'],
    ['add', nobody, group, 'participant'],
    ['add', a, group, 'moderator'],
    ['add', a, group, 'moderator'],
    ['changeScope', nobody, group, 'admin'],
    ['changeScope', a, 'no-group', 'admin'],
    ['changeScope', a, group, 'moderator'],
    ['changeScope', a, group, 'admin'],
    ['kick', a, group],
    ['add', a, group, 'participant'],
    ['ban', nobody, group],
    ['ban', a, 'no-group'],
    ['ban', a, group],
    ['ban', a, group],
    ['add', a, group, 'participant'],
    ['join', a, group],
    ['unban', nobody, group],
    ['unban', a, 'no-group'],
    ['unban', a, group],
    ['unban', a, group],
    // One stays banned.
    ['add', 'default-role', group, 'participant'],
    ['ban', 'default-role', group],
  ];
}

function scriptOfGroups(a, b) {
  const guid = 'made-by-script';
  return [
    ['createGroup', guid, { owner: nobody }],
    ['createGroup', guid, { owner: a }],
    ['createGroup', guid, { owner: nobody }],
    ['createGroup', 'made-by-nobody'],
    ['updateGroup', 'no-group', { name: 'None' }],
    ['updateGroup', guid, { name: 'Ærø' }],
    ['updateGroup', guid, { description: 'An island' }],
    ['kick', a, guid],
    ['ban', a, guid],
    ['changeScope', a, guid, 'participant'],
    ['transferOwnership', guid, nobody],
    ['transferOwnership', 'no-group', b],
    ['transferOwnership', guid, b],
    ['transferOwnership', guid, a],
    ['add', b, guid, 'participant'],
    ['transferOwnership', guid, b],
    ['leave', b, guid],
    ['leave', a, guid],
    ['add', a, 'made-by-nobody', 'participant'],
    ['transferOwnership', 'made-by-nobody', a],
    ['members', guid],
    ['members', 'made-by-nobody'],
  ];
}

function scriptOfAdministration(b, apiKey) {
  const created = ({ createKey }) => createKey.apiKey;
  return [
    ['updateBot', nobody, { webhookURL }],
    ['updateBot', 'default-role', { webhookURL }],
    ['updateBot', b, { webhookURL: `${webhookURL}moved` }],
    ['createRole', 'default'],
    ['createRole', 'editor'],
    ['createRole', 'editor'],
    ['update', b, { role: 'editor' }],
    ['removeRole', 'editor'],
    ['update', b, { role: 'default' }],
    ['removeRole', 'editor'],
    ['removeRole', 'editor'],
    ['removeRole', 'default'],
    ['createRole', 'reader'],
    ['authorize', apiKey],
    ['createKey', 'One'],
    ['createKey', 'One'],
    ['authorize', created],
    ['removeKey', created],
    ['removeKey', created],
    ['authorize', created],
    ['createKey', 'Two'],
  ];
}
