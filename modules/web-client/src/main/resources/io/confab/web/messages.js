import { $, avatar, element } from './dom.js';
import { dayName, dayOf, fullTime, pieces, time } from './format.js';

/** Messages of one person within this time stand under one name. */
const TOGETHER_MILLIS = 5 * 60_000;

/** Nearer to the end than this, and one is taken to be reading there. */
const NEAR_PIXELS = 60;

/** Nearer to the beginning than this, and what is older is asked for. */
const OLDER_PIXELS = 300;

/** Shows the messages of the conversation that is open. */
export class Messages {
  #scroll = $('scroll');
  #list = $('messages');
  #older = $('older');
  #newest = $('newest');
  #conversation = null;
  #rows = new Map();
  #atEnd = true;
  #actions;

  /** @param {{older: Function, seen: Function, retry: Function}} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#scroll.addEventListener('scroll', () => this.#scrolled());
    this.#newest.addEventListener('click', () => this.toEnd());
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.#scroll);
    document.addEventListener('visibilitychange', () => this.#seen());
  }

  /** Whether somebody looks at the newest message. */
  get isRead() {
    return this.#atEnd && !document.hidden;
  }

  show(conversation) {
    this.#conversation = conversation;
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#scroll.hidden = conversation === null;
    this.#newest.hidden = true;
    $('empty').hidden = conversation !== null;
    if (conversation === null) {
      return;
    }
    this.#list.append(...this.#rendered(conversation.messages, null));
    this.#showOlder();
    const mark = this.#list.querySelector('.unread-mark');
    if (mark) {
      mark.scrollIntoView({ block: 'center' });
      this.#newest.hidden = false;
      this.#scrolled();
    } else {
      this.toEnd();
    }
  }

  added(message) {
    const before = this.#conversation.messages.indexOf(message) - 1;
    if (before + 2 < this.#conversation.messages.length) {
      this.#render(); // it stands in front of some that are on their way
    } else {
      this.#list.append(...this.#rendered([message], this.#conversation.messages[before] ?? null));
    }
    this.#showOlder();
    if (message.own || this.#atEnd) {
      this.toEnd();
    } else {
      this.#newest.hidden = false;
    }
  }

  changed(message) {
    const row = this.#rows.get(message);
    if (row && message.failed === undefined && message.pending === false && row.nextElementSibling !== null) {
      this.#render(); // its place may be another
    } else if (row) {
      row.replaceWith(this.#row(message, row.classList.contains('first')));
    }
  }

  /** What is older came, or is on its way. Whoever reads stays where they are. */
  older() {
    const fromEnd = this.#scroll.scrollHeight - this.#scroll.scrollTop;
    const stayed = !this.#atEnd;
    this.#render();
    if (stayed) {
      this.#scroll.scrollTop = this.#scroll.scrollHeight - fromEnd;
    } else {
      this.toEnd();
    }
    this.#fill();
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#atEnd = true;
    this.#newest.hidden = true;
    this.#seen();
  }

  #render() {
    this.#rows.clear();
    this.#list.replaceChildren(...this.#rendered(this.#conversation.messages, null));
    this.#showOlder();
  }

  #showOlder() {
    const { loading, hasOlder, messages, isSession } = this.#conversation;
    this.#older.hidden = false;
    if (loading) {
      this.#older.textContent = 'Loading…';
    } else if (hasOlder) {
      this.#older.textContent = 'Scroll up for more';
    } else if (messages.length === 0) {
      this.#older.textContent = isSession ? 'Nothing has been said here yet.' : 'The beginning of your conversation.';
    } else {
      this.#older.textContent = 'This is the beginning.';
    }
  }

  // A page may be shorter than the window.
  #fill() {
    const { hasOlder, loading } = this.#conversation;
    if (hasOlder && !loading && this.#scroll.scrollHeight <= this.#scroll.clientHeight + OLDER_PIXELS) {
      this.#actions.older(this.#conversation);
    }
  }

  #scrolled() {
    if (this.#conversation === null) {
      return;
    }
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    if (this.#atEnd) {
      this.#newest.hidden = true;
      this.#seen();
    }
    if (scrollTop < OLDER_PIXELS && this.#conversation.hasOlder && !this.#conversation.loading) {
      this.#actions.older(this.#conversation);
    }
  }

  #seen() {
    if (this.#conversation !== null && this.isRead) {
      this.#actions.seen(this.#conversation);
    }
  }

  #rendered(messages, before) {
    const rows = [];
    let last = before;
    const { readUntil } = this.#conversation;
    for (const message of messages) {
      const newDay = last === null || dayOf(last.timestamp) !== dayOf(message.timestamp);
      if (newDay) {
        rows.push(element('li', { class: 'day', role: 'separator' }, element('span', {}, dayName(message.timestamp))));
      }
      const firstNew = readUntil !== null && message.sequence > readUntil && !message.own
        && (last === null || !(last.sequence > readUntil)) && rows.every((row) => !row.classList.contains('unread-mark'));
      if (firstNew && !this.#list.querySelector('.unread-mark')) {
        rows.push(element('li', { class: 'day unread-mark', role: 'separator' }, element('span', {}, 'New')));
      }
      const first = newDay || firstNew || last.notice !== undefined || last.source !== message.source
        || message.timestamp - last.timestamp > TOGETHER_MILLIS;
      rows.push(this.#row(message, first));
      last = message;
    }
    return rows;
  }

  #row(message, first) {
    if (message.notice !== undefined) {
      return element('li', { class: 'notice' }, message.notice);
    }
    const state = message.pending ? ' pending' : message.failed ? ' failed' : '';
    const row = element('li', { class: `message${first ? ' first' : ''}${state}` });
    if (first) {
      row.append(avatar(message.source), element('p', { class: 'head' },
        element('span', { class: 'who ellipsis' }, message.source),
        element('time', { datetime: new Date(message.timestamp).toISOString(), title: fullTime(message.timestamp) },
          time(message.timestamp))));
    } else {
      row.append(element('span', { class: 'hidden' }, `${message.source}, ${time(message.timestamp)}`));
      row.title = fullTime(message.timestamp);
    }
    row.append(element('p', { class: 'text', dir: 'auto' }, ...pieces(message.text).map((piece) => typeof piece === 'string'
      ? piece : element('a', { href: piece.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, piece.href))));
    if (message.failed) {
      row.append(element('p', { class: 'note' }, `Not sent: ${message.failed} `,
        element('button', { type: 'button', onclick: () => this.#actions.retry(this.#conversation, message) }, 'Try again')));
    } else if (message.pending) {
      row.append(element('p', { class: 'note' }, 'Sending…'));
    }
    this.#rows.set(message, row);
    return row;
  }
}
