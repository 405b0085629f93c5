import { describe, expect, it } from 'vitest';
import { component, listSchema, mapSchema, objectSchema } from '../../src/http/schemas.ts';
import { endpointAt, validatorOf } from './contract.ts';

const done = { success: true, message: 'Done' };
const error = { code: 'ERR', message: 'M', devMessage: 'M', source: 'kithkin' };

describe('the contract of answers', () => {
  it.each([
    ['a field of an object', component('Done'), { ...done, more: 1 }, done],
    ['a field within a list', listSchema(component('Done')), [done, { ...done, more: 1 }], [done]],
    [
      'a field of an object in an object',
      objectSchema({ inner: component('Done') }),
      { inner: { ...done, more: 1 } },
      { inner: done },
    ],
    ['a field within a map', mapSchema(component('Done')), { a: { ...done, more: 1 } }, { a: done }],
    [
      'a field of a component within a component',
      component('Outcomes'),
      { ana: { success: false, error: { ...error, more: 1 } } },
      { ana: { success: false, error } },
    ],
    [
      'a field of an object within a component',
      component('Meta'),
      { pagination: { count: 0, per_page: 1, more: 1 } },
      { pagination: { count: 0, per_page: 1 } },
    ],
    [
      'a field of what is put together',
      { allOf: [component('Done'), objectSchema({ inner: objectSchema({ a: {} }) })] },
      { ...done, inner: { a: 1, more: 1 } },
      { ...done, inner: { a: 1 } },
    ],
  ])('does not have %s that nobody tells of', (_, schema, bad, good) => {
    const validate = validatorOf(schema);
    expect([validate(bad), validate(good)]).toEqual([false, true]);
  });

  it('does not have a user in the message of joining with fields of its own', () => {
    const user = { uid: 'ana', name: 'Ana', status: 'offline', role: 'default', createdAt: 1 };
    const group = { guid: 'g', name: 'G', type: 'public', membersCount: 1, createdAt: 1 };
    const message = (by: object) => ({
      type: 'groupMember',
      category: 'action',
      data: {
        action: 'joined',
        entities: {
          by: { entityType: 'user', entity: by },
          on: { entityType: 'user', entity: user },
          for: { entityType: 'group', entity: group },
        },
      },
    });
    const validate = validatorOf(endpointAt('POST', '/groups/g/members')?.data ?? {});
    expect([validate(message({ ...user, more: 1 })), validate(message(user))]).toEqual([false, true]);
  });
});
