import { memory } from './memory.js';

/**
 * The sessions that an account is or was a member of, as the server knew them at the login. What was left in this browser stays
 * away from here, for as long as it is not joined again.
 */
export class Earlier {
  /** Whether the server has been asked, so that having none means that there are none. */
  isKnown = false;
  #sessions = new Map();
  #account;
  #left;

  constructor(account) {
    this.#account = account;
    this.#left = new Set(memory.left(account));
  }

  /** @param {{name: string, sequence?: number, read?: number}[]} sessions what the server lists; `read` is there for those meant here */
  listed(sessions) {
    for (const { name, sequence, read } of sessions) {
      if (read !== undefined) {
        this.#sessions.set(name, { name, hasNews: sequence > read });
      }
    }
  }

  joined(name) {
    if (this.#left.delete(name)) {
      this.#keep();
    }
  }

  left(name) {
    this.#left.add(name);
    this.#keep();
  }

  ended(name) {
    this.#sessions.delete(name);
  }

  /** @returns {{name: string, hasNews: boolean}[]} those to show, by name, where others are joined */
  beside(isJoined) {
    return [...this.#sessions.values()]
      .filter(({ name }) => !isJoined(name) && !this.#left.has(name))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  #keep() {
    memory.keepLeft(this.#account, [...this.#left]);
  }
}
