import { Confab, RefusedError } from './client/confab.js';
import { Conversation } from './conversation.js';
import { Earlier } from './earlier.js';
import { memory } from './memory.js';

const PAGE = 50;
const MOST_UNREAD = 100;
const KEPT_DIRECTS = 200;
/** How often the server is told how far one has read, in milliseconds. */
const READ_DELAY = 1000;
/** Refusals after which a session is not asked for again at the next login. */
const OVER = new Set(['NO_SUCH_SESSION', 'FORBIDDEN']);

/**
 * Everything that goes on for one login: the connection, the conversations, and which of them is open. Views are told by
 * `onChange(what, conversation)`: `state`, `list`, `open`, `redraw`, `added`, `changed`, `older`, `people`, `ended`.
 */
export class Chat {
  conversations = new Map();
  current = null;
  connection = { state: 'offline' };
  #confab;
  #onChange;
  #onNews;
  #reading = null;
  #restored = false;
  /** Sessions that could not be joined this time. */
  #absent = new Set();
  #joining = new Set();
  #earlier = null;

  /**
   * @param {(what: string, conversation?: Conversation, message?: object) => void} onChange
   * @param {(conversation: Conversation, message: object) => void} onNews told of what others say now
   */
  constructor(url, onChange, onNews) {
    this.#onChange = onChange;
    this.#onNews = onNews;
    this.#confab = new Confab({ url, firstDelay: 300, longestDelay: 10_000, giveUpAfter: 24 * 3_600_000 });
    this.#confab.on('state', (change) => this.#stateChanged(change));
    this.#confab.on('text', (message) => this.#heard(message));
    this.#confab.on('direct', (message) => this.#heardDirect(message));
    this.#confab.on('presence', (event) => this.#presence(event));
    this.#confab.on('closed', ({ session, reason }) => this.#gone(session, reason || 'The session was closed.'));
    this.#confab.on('kicked', ({ session, reason }) => session && this.#gone(session, `You were put out: ${reason}`));
    this.#confab.on('sessionLost', ({ session, reason }) => this.#gone(session, reason));
    this.#confab.on('missed', ({ session }) => this.#notice(session, 'Some of what was said meanwhile is not kept.'));
    this.#confab.on('lagged', ({ session }) => this.#notice(session, 'Some messages were missed here.'));
    this.#confab.on('announcement', ({ session, text }) => this.#announced(session, text));
  }

  get account() {
    return this.#confab.account;
  }

  get isOnline() {
    return this.connection.state === 'online';
  }

  /** Logs in, and takes up what was open the last time. */
  async login(account, credentials) {
    await this.#confab.login(account, credentials);
    if (this.#confab.token !== null) {
      memory.login = { account: this.account, token: this.#confab.token };
    }
    this.#earlier = new Earlier(this.account);
    for (const [kind, name] of memory.conversations(this.account)) {
      if (kind === 'session') {
        await this.#rejoin(name);
      } else {
        this.#directs(name).lasts = true;
      }
    }
    this.#restored = true;
    this.#keep();
    this.#onChange('list');
    this.#findEarlier(); // not waited for: where there are many sessions, it takes more than one answer
  }

  async #findEarlier() {
    try {
      this.#earlier.listed((await this.#confab.list()).sessions);
    } catch {
      // they are found by name
    }
    this.#earlier.isKnown = true;
    this.#onChange('list');
  }

  /** The sessions with something kept for this account that are not joined: `{name, hasNews}`. */
  get earlier() {
    return this.#earlier?.beside((name) => this.conversations.has(`session:${name}`)) ?? [];
  }

  /** Whether there is nothing to choose from; false while that is not known. */
  get isEmpty() {
    return this.conversations.size === 0 && this.#earlier?.isKnown === true && this.earlier.length === 0;
  }

  async #rejoin(name) {
    try {
      const joined = await this.#confab.join(name);
      const conversation = this.#conversation('session', name);
      await this.#countUnread(conversation, joined);
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        throw error;
      }
      if (!OVER.has(error.code)) {
        this.#absent.add(name);
      }
    }
  }

  // What the server knows of how far one has read; what came since is counted, up to what a badge can show.
  async #countUnread(conversation, { read, sequence }) {
    if (read === undefined || read >= sequence) {
      return;
    }
    const { messages } = await this.#confab.history(conversation.name, { after: read, limit: MOST_UNREAD });
    conversation.readUntil = read;
    conversation.unread = messages.filter((message) => message.source !== this.account).length;
  }

  async logout() {
    const account = this.account;
    clearTimeout(this.#reading);
    this.#tellRead(); // or what was read last is new in the next browser
    try {
      await this.#confab.logout();
    } catch {
      this.#confab.close();
    }
    memory.forget(account);
  }

  reconnectNow() {
    this.#confab.reconnectNow();
  }

  // ---- what one does ----

  async create(name, options) {
    await this.#confab.create(name, options);
    const conversation = this.#conversation('session', name);
    conversation.opened = true;
    conversation.isStored = options.durable === true;
    conversation.topic = options.topic ?? '';
    conversation.people.add(this.account);
    conversation.count = 1;
    this.#earlier.joined(name);
    this.#keep();
    this.open(conversation);
  }

  async join(name) {
    if (this.#joining.has(name)) {
      return; // clicked twice
    }
    if (!this.conversations.has(`session:${name}`)) {
      await this.#enter(name);
    }
    this.#absent.delete(name);
    this.#earlier.joined(name);
    this.open(this.#conversation('session', name));
    this.#keep();
  }

  async #enter(name) {
    this.#joining.add(name);
    try {
      const joined = await this.#confab.join(name);
      await this.#countUnread(this.#conversation('session', name), joined).catch(() => {}); // joined all the same
    } catch (error) {
      if (error.code === 'NO_SUCH_SESSION') {
        this.#earlier.ended(name);
        this.#onChange('list');
      }
      throw error;
    } finally {
      this.#joining.delete(name);
    }
  }

  writeTo(name) {
    this.open(this.#directs(name));
  }

  #directs(name) {
    const conversation = this.#conversation('direct', name);
    if (!conversation.opened) {
      conversation.opened = true;
      memory.directs(this.account, name).forEach((message) => conversation.add(message));
    }
    return conversation;
  }

  /** Leaves a session, or forgets a direct conversation here. */
  async leave(conversation) {
    if (conversation.isSession) {
      this.#tellRead(); // only a member may
      await this.#confab.leave(conversation.name);
      this.#earlier.left(conversation.name);
    }
    this.#remove(conversation);
  }

  #remove(conversation) {
    this.conversations.delete(conversation.id);
    this.#keep();
    if (this.current === conversation) {
      this.current = null;
      this.#onChange('open', null);
    }
    this.#onChange('list');
  }

  /** Shows a conversation. */
  open(conversation) {
    this.current = conversation;
    this.#onChange('open', conversation);
    if (conversation && !conversation.opened) {
      conversation.opened = true;
      this.loadOlder(conversation);
    }
    if (conversation?.isSession) {
      this.refreshPeople(conversation);
    }
    this.#onChange('list');
  }

  /** Asks for what was said before what is here. */
  async loadOlder(conversation) {
    if (conversation.loading || !this.isOnline || !conversation.isSession) {
      return;
    }
    conversation.loading = true;
    this.#onChange('older', conversation);
    try {
      const before = conversation.oldest?.sequence;
      const page = await this.#confab.history(
        conversation.name, { limit: PAGE, ...(before === undefined ? {} : { before }) });
      conversation.addOlder(page.messages.map((message) => this.#message(message)));
      conversation.hasOlder = page.more;
    } catch (error) {
      conversation.hasOlder = !(error instanceof RefusedError);
    } finally {
      conversation.loading = false;
      this.#onChange('older', conversation);
    }
  }

  async refreshPeople(conversation) {
    try {
      const { sessions: [entry], users } = await this.#confab.list(conversation.name);
      conversation.people = new Set(users);
      conversation.count = entry?.members ?? users.length;
      conversation.topic = entry?.topic ?? '';
      conversation.isStored = entry?.read !== undefined;
      this.#onChange('people', conversation);
    } catch {
      // what was known is shown
    }
  }

  /** The sessions there are and the accounts online. */
  list() {
    return this.#confab.list();
  }

  /** Says something; shown at once, and as sent when it is acknowledged. */
  say(conversation, text) {
    const message = { source: this.account, text, timestamp: Date.now(), own: true, pending: true };
    conversation.messages.push(message);
    this.#onChange('added', conversation, message);
    this.#send(conversation, message);
  }

  async #send(conversation, message) {
    try {
      if (conversation.isSession) {
        conversation.settle(message, await this.#confab.say(conversation.name, message.text));
        this.#read(conversation);
      } else {
        conversation.settle(message, await this.#confab.direct(conversation.name, message.text));
        conversation.lasts = true;
        this.#keepDirects(conversation);
        this.#keep();
      }
    } catch (error) {
      message.pending = false;
      message.failed = error.code === 'NOT_ONLINE' ? `${conversation.name} is not online, or there is no such account.` : error.message;
    }
    this.#onChange('changed', conversation, message);
  }

  /** Tries again to send what could not be sent. */
  retry(conversation, message) {
    message.failed = undefined;
    message.pending = true;
    this.#onChange('changed', conversation, message);
    this.#send(conversation, message);
  }

  /** Everything in the open conversation has been seen. */
  seen(conversation) {
    if (conversation.unread > 0) {
      conversation.unread = 0;
      this.#onChange('list');
    }
    this.#read(conversation);
  }

  #read(conversation) {
    const newest = conversation.newest?.sequence;
    if (!conversation.isSession || newest === undefined || newest <= (conversation.told ?? 0)) {
      return;
    }
    conversation.told = newest;
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => this.#tellRead(), READ_DELAY);
  }

  #tellRead() {
    for (const each of this.conversations.values()) {
      if (each.told !== undefined && each.told !== each.toldServer && this.isOnline) {
        each.toldServer = each.told;
        this.#confab.read(each.name, each.told).catch(() => {}); // it counts a little more the next time
      }
    }
  }

  keepDraft(conversation, text) {
    conversation.draft = text;
    memory.keepDraft(this.account, conversation.id, text);
  }

  // ---- what one is told ----

  #message({ source, text, timestamp, sequence }) {
    return { source, text, timestamp, sequence, own: source === this.account };
  }

  #heard(spoken) {
    const conversation = this.conversations.get(`session:${spoken.session}`);
    if (!conversation) {
      return;
    }
    const message = this.#message(spoken);
    this.#news(conversation, message);
  }

  #heardDirect(direct) {
    const conversation = this.#directs(direct.source);
    conversation.lasts = true;
    this.#news(conversation, this.#message(direct));
    this.#keepDirects(conversation);
    this.#keep();
  }

  #news(conversation, message) {
    if (!conversation.add(message)) {
      return;
    }
    const trimmed = conversation.trim();
    if (!message.own && (conversation !== this.current || document.hidden)) {
      conversation.readUntil ??= message.sequence - 1;
      conversation.unread++;
      this.#onChange('list');
    }
    this.#onChange(trimmed ? 'redraw' : 'added', conversation, message);
    if (!message.own) {
      this.#onNews(conversation, message);
    }
  }

  #presence({ session, joined, left, members }) {
    const conversation = this.conversations.get(`session:${session}`);
    if (conversation) {
      joined.forEach((name) => conversation.people.add(name));
      left.forEach((name) => conversation.people.delete(name));
      conversation.count = members;
      this.#onChange('people', conversation);
    }
  }

  #notice(session, text) {
    const conversation = this.conversations.get(`session:${session}`);
    if (conversation) {
      conversation.messages.push({ notice: text, timestamp: Date.now(), sequence: conversation.newest?.sequence });
      this.#onChange('redraw', conversation);
    }
  }

  #announced(session, text) {
    this.#onChange('announced', session ? this.conversations.get(`session:${session}`) : null, text);
  }

  #gone(session, why) {
    const conversation = this.conversations.get(`session:${session}`);
    if (conversation) {
      this.#earlier.ended(session);
      this.#remove(conversation);
      this.#onChange('ended', conversation, why);
    }
  }

  #stateChanged(change) {
    this.connection = change;
    if (change.state === 'online' && this.#confab.token !== null && memory.login !== null) {
      memory.login = { account: this.account, token: this.#confab.token };
    }
    if (change.state === 'closed' && change.error instanceof RefusedError) {
      memory.login = null; // a login that the server ended is not taken up again by loading the page
    }
    this.#onChange('state');
  }

  #conversation(kind, name) {
    const id = `${kind}:${name}`;
    let conversation = this.conversations.get(id);
    if (!conversation) {
      conversation = new Conversation(kind, name);
      conversation.draft = memory.draft(this.account, id);
      this.conversations.set(id, conversation);
    }
    return conversation;
  }

  #keep() {
    if (this.#restored) { // not before: what was kept is not all here yet
      const lasting = [...this.conversations.values()].filter(({ lasts }) => lasts).map(({ kind, name }) => [kind, name]);
      const absent = [...this.#absent].filter((name) => !this.conversations.has(`session:${name}`));
      memory.keepConversations(this.account, [...lasting, ...absent.map((name) => ['session', name])]);
    }
  }

  #keepDirects(conversation) {
    memory.keepDirects(
      this.account, conversation.name, conversation.messages.filter((message) => !message.pending && !message.failed).slice(-KEPT_DIRECTS));
  }
}
