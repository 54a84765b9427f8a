/** Acknowledgements that wait; the oldest is forgotten, which makes the point lag, never skip. */
const MAX_AHEAD = 1024;

/**
 * How far one session was heard without a gap.
 *
 * Others' messages arrive in the order of their sequences, so whatever was delivered, everything before it was. The
 * acknowledgement of an own message may overtake them: it moves the point only where it is the very next sequence, and
 * otherwise waits until others' messages have caught up with it.
 */
export class ResumePoint {
  #ahead = [];

  /** @param {number} sequence */
  constructor(sequence) {
    this.sequence = sequence;
  }

  delivered(sequence) {
    if (sequence > this.sequence) {
      this.#advance(sequence);
    }
  }

  acknowledged(own) {
    if (own === this.sequence + 1) {
      this.#advance(own);
    } else if (own > this.sequence && (this.#ahead.length === 0 || own > this.#ahead.at(-1))) {
      if (this.#ahead.length === MAX_AHEAD) {
        this.#ahead.shift();
      }
      this.#ahead.push(own);
    }
  }

  #advance(reached) {
    let point = reached;
    while (this.#ahead.length > 0 && this.#ahead[0] <= point + 1) {
      point = Math.max(point, this.#ahead.shift());
    }
    this.sequence = point;
  }
}
