/**
 * Examples of the commands on friendships.
 *
 * @module
 */

import { does, type Example, refuses, refusesItem, shows } from './example.ts';
import { friendsOf } from './looks.ts';
import { deactivated, friends, users } from './scenes.ts';

const ana = users('ana');
const two = users('ana', 'bo');
const three = users('ana', 'bo', 'cy');
const befriended = [...two, friends('ana', 'bo')];
/** Nobody may have more friends than ana has. */
const full = [...users('ana', 'bo', 'cy', 'di'), friends('ana', 'bo'), friends('cy', 'ana')];

/** Of every command on friendships. */
export const friendshipExamples: readonly Example[] = [
  does(
    'friendships.befriend',
    'makes two users friends, each of the other',
    two,
    (app) => app.friendships.befriend('bo', 'ana'),
    friendsOf('ana'),
    friendsOf('bo'),
  ),
  refuses('friendships.befriend', 'ERR_UID_NOT_FOUND', 'a first user who is nobody', ana, (app) =>
    app.friendships.befriend('bo', 'ana'),
  ),
  refuses('friendships.befriend', 'ERR_UID_NOT_FOUND', 'a second user who is nobody', ana, (app) =>
    app.friendships.befriend('ana', 'bo'),
  ),
  refuses('friendships.befriend', 'ERR_CANNOT_FORM_SELF_RELATION', 'to befriend oneself', ana, (app) =>
    app.friendships.befriend('ana', 'ana'),
  ),
  refuses('friendships.befriend', 'ERR_ALREADY_FRIEND', 'two who are friends', befriended, (app) =>
    app.friendships.befriend('ana', 'bo'),
  ),
  refuses(
    'friendships.befriend',
    'ERR_ALREADY_FRIEND',
    'two who are friends, by the other',
    befriended,
    (app) => app.friendships.befriend('bo', 'ana'),
  ),
  refuses('friendships.befriend', 'ERR_FRIENDS_LIMIT_EXCEEDED', 'one who is full', full, (app) =>
    app.friendships.befriend('ana', 'di'),
  ),
  refuses('friendships.befriend', 'ERR_FRIENDS_LIMIT_EXCEEDED', 'another who is full', full, (app) =>
    app.friendships.befriend('di', 'ana'),
  ),
  does(
    'friendships.befriendAll',
    'befriends each it can, one after the other',
    [...three, friends('ana', 'cy')],
    (app) => app.friendships.befriendAll('ana', ['bo', 'cy', 'nobody']),
    friendsOf('ana'),
  ),
  refuses('friendships.befriendAll', 'ERR_UID_NOT_FOUND', 'a user who is nobody', ana, (app) =>
    app.friendships.befriendAll('nobody', ['ana']),
  ),
  refusesItem('friendships.befriendAll', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', two, (app) =>
    app.friendships.befriendAll('ana', ['nobody']),
  ),
  refusesItem('friendships.befriendAll', 'ERR_CANNOT_FORM_SELF_RELATION', 'its own uid', two, (app) =>
    app.friendships.befriendAll('ana', ['ana']),
  ),
  refusesItem('friendships.befriendAll', 'ERR_ALREADY_FRIEND', 'a friend', befriended, (app) =>
    app.friendships.befriendAll('ana', ['bo']),
  ),
  refusesItem('friendships.befriendAll', 'ERR_FRIENDS_LIMIT_EXCEEDED', 'a friend too many', full, (app) =>
    app.friendships.befriendAll('ana', ['di']),
  ),
  does(
    'friendships.unfriend',
    'ends a friendship for both, whoever began it, and frees a place',
    full,
    (app) => app.friendships.unfriend('bo', 'ana'),
    friendsOf('ana'),
    friendsOf('bo'),
    friends('ana', 'di'),
  ),
  refuses('friendships.unfriend', 'ERR_UID_NOT_FOUND', 'a first user who is nobody', ana, (app) =>
    app.friendships.unfriend('bo', 'ana'),
  ),
  refuses('friendships.unfriend', 'ERR_UID_NOT_FOUND', 'a second user who is nobody', ana, (app) =>
    app.friendships.unfriend('ana', 'bo'),
  ),
  refuses('friendships.unfriend', 'ERR_NOT_A_FRIEND', 'two who are no friends', two, (app) =>
    app.friendships.unfriend('ana', 'bo'),
  ),
  shows('friendships.list', 'lists friends, the oldest friendship first', full, (app) =>
    app.friendships.list('ana', { count: true }),
  ),
  shows(
    'friendships.list',
    'lists friends by name, from a page to the next',
    [...three, friends('ana', 'cy'), friends('ana', 'bo')],
    (app) =>
      app.friendships
        .list('ana', { order: 'name', limit: 1 })
        .andThen(({ nextCursor }) =>
          app.friendships.list('ana', { order: 'name', limit: 1, count: true, cursor: nextCursor }),
        ),
  ),
  shows('friendships.list', 'lists friends whose name or uid begins so', full, (app) =>
    app.friendships.list('ana', { searchKey: 'C', count: true }),
  ),
  shows('friendships.list', 'leaves out deactivated friends', [...full, deactivated('bo')], (app) =>
    app.friendships.list('ana', { count: true }),
  ),
  refuses('friendships.list', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', ana, (app) =>
    app.friendships.list('nobody'),
  ),
];
