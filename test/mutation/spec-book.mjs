import { bind } from 'jest-each';

/** Tests that take seconds, left out but for a thorough run. */
const LONG_TEST =
  /after a long history$|over many orders|^gives the whole decision back|^does so where dates are kept|^runs again to the|^when the planner made it|^never makes the best plan worse|^is never further from the best plan/;

/**
 * What spec files write their tests into: `describe`, `it`, `test`, their `each`, `beforeEach` and `afterEach`. The
 * pure specs use no more of Jest, and `expect` is Jest's own. Anything else is undefined and fails the dry run.
 */
export class SpecBook {
  #tests = [];
  #file = '';
  #groups = [];

  /** All tests, in the order in which they were written down: `{ id, file, run }`. */
  get tests() {
    return this.#tests;
  }

  /** Makes the words known that spec files expect to find. */
  publish() {
    const it = (name, body) => this.#add(name, body);
    const describe = (name, body) => this.#group(name, body);
    it.each = bind(it, false);
    describe.each = bind(describe, false);
    const beforeEach = (hook) => this.#groups.at(-1).before.push(hook);
    const afterEach = (hook) => this.#groups.at(-1).after.push(hook);
    Object.assign(globalThis, { describe, it, test: it, beforeEach, afterEach });
  }

  /** Reads one spec file with `load`. */
  read(file, load) {
    this.#file = file;
    this.#groups = [{ name: file, before: [], after: [] }];
    load(file);
  }

  #group(name, body) {
    this.#groups.push({ name, before: [], after: [] });
    body();
    this.#groups.pop();
  }

  #add(name, body) {
    if (LONG_TEST.test(name) && !process.env.WAYFILL_MUTATION_THOROUGH) return;
    const groups = [...this.#groups];
    const run = async () => {
      try {
        for (const hook of groups.flatMap((group) => group.before)) await hook();
        await body();
      } finally {
        for (const hook of groups.toReversed().flatMap((group) => group.after)) await hook();
      }
    };
    const id = [...groups.map((group) => group.name), name].join(' ');
    this.#tests.push({ id, file: this.#file, run });
  }
}
