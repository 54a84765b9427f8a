/** Listeners by the name of what they are told. One that throws is reported, and changes nothing. */
export class Emitter {
  #listeners = new Map();

  /** @returns {() => void} takes the listener away again */
  on(event, listener) {
    const all = this.#listeners.get(event) ?? new Set();
    all.add(listener);
    this.#listeners.set(event, all);
    return () => all.delete(listener);
  }

  emit(event, ...values) {
    for (const listener of [...this.#listeners.get(event) ?? []]) {
      try {
        listener(...values);
      } catch (error) {
        console.error(`confab: a listener of ${event} has failed`, error);
      }
    }
  }
}
