/**
 * A lock on a file that other processes respect, and that is given back when its holder dies.
 *
 * @module
 */
import Database from 'libsql';

/**
 * A store whose operations each hold the lock of a file. They must be done when they return.
 *
 * @param {import('kithkin').Store} inner
 * @param {string} path
 * @returns {import('kithkin').Store}
 */
export function lockedByFile(inner, path) {
  const lock = new Database(`${path}.lock`, { timeout: 10_000 });
  /** @type {<T>(work: () => T) => T} */
  const holding = (work) => {
    lock.exec('BEGIN EXCLUSIVE');
    try {
      return work();
    } finally {
      lock.exec('COMMIT');
    }
  };
  /** @type {<T extends object>(holder: T) => T} */
  const wrapped = (holder) =>
    new Proxy(holder, {
      get: (target, name) => {
        const member = Reflect.get(target, name);
        if (typeof member === 'function') return (...given) => holding(() => member.apply(target, given));
        return typeof member === 'object' && member !== null ? wrapped(member) : member;
      },
    });
  return { ...inner, forApp: (appId) => wrapped(inner.forApp(appId)) };
}
