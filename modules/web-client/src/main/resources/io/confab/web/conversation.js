/** How many messages a conversation keeps here; older ones are asked for again when somebody scrolls up. */
const MAX_KEPT = 1000;

/**
 * What is known here of one conversation: a session, or direct messages with one account.
 *
 * A message is `{source, text, timestamp, sequence, own, pending, failed}`; those on their way have no sequence and stand last.
 */
export class Conversation {
  messages = [];
  people = new Set();
  count = 0;
  topic = '';
  unread = 0;
  draft = '';
  /** The last sequence that was read here, for the mark above what is new; null for none. */
  readUntil = null;
  /** Whether the server keeps the session and what is said in it; false until that is known. */
  isStored = false;
  hasOlder = false;
  loading = false;
  /** Whether what was said lately has been asked for. */
  opened = false;
  /** Whether it is there again after loading the page anew; one with nobody that there is, is not. */
  lasts = false;

  constructor(kind, name) {
    this.kind = kind;
    this.name = name;
    this.lasts = kind === 'session';
  }

  get id() {
    return `${this.kind}:${this.name}`;
  }

  get isSession() {
    return this.kind === 'session';
  }

  get oldest() {
    return this.messages.find((message) => message.sequence !== undefined);
  }

  get newest() {
    return this.messages.findLast((message) => message.sequence !== undefined);
  }

  /** Puts a message in its place. @returns {boolean} false if it is there already */
  add(message) {
    let place = this.messages.length;
    if (message.sequence !== undefined) {
      while (place > 0) {
        const before = this.messages[place - 1];
        if (before.sequence !== undefined && before.sequence <= message.sequence) {
          break;
        }
        place--;
      }
      if (place > 0 && this.messages[place - 1].sequence === message.sequence) {
        return false;
      }
    }
    this.messages.splice(place, 0, message);
    return true;
  }

  /** Adds what was said earlier; all of it older than what is here, or the same. */
  addOlder(messages) {
    const oldest = this.oldest?.sequence ?? Infinity;
    this.messages.unshift(...messages.filter((message) => message.sequence < oldest));
  }

  /** A message that was on its way has arrived. */
  settle(message, { sequence, timestamp }) {
    this.messages.splice(this.messages.indexOf(message), 1);
    Object.assign(message, { sequence, timestamp, pending: false });
    this.add(message);
  }

  /** Forgets the oldest where there are many. @returns {boolean} whether there were */
  trim() {
    if (this.messages.length <= MAX_KEPT) {
      return false;
    }
    this.messages.splice(0, this.messages.length - MAX_KEPT);
    this.hasOlder = this.isSession;
    return true;
  }
}
