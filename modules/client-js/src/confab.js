import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { ConnectionLostError, RefusedError } from './errors.js';
import { ResumePoint } from './resume-point.js';

export { ConnectionLostError, RefusedError };

/** Refusals that say nothing about the next time. */
const TEMPORARY = new Set(
  ['UNAVAILABLE', 'RATE_LIMITED', 'LIMIT_REACHED', 'ALREADY_LOGGED_IN', 'ALREADY_MEMBER', 'INTERNAL']);

/** How many ids of own messages are remembered, to know them again in a replay. */
const MAX_OWN_IDS = 4096;

/** More in the socket's buffer than this, and what is said waits. */
const MAX_BUFFERED_BYTES = 256 * 1024;

const DEFAULTS = {
  timeout: 30_000,
  firstDelay: 500,
  longestDelay: 30_000,
  giveUpAfter: 10 * 60_000,
  maxTextBytes: 64 * 1024 - 600, // the server's longest frame, without the names in it
  maxUnacknowledged: 1000,
};

/**
 * A login that outlives its connections. When one is lost another is made, the account logged in again (with a token instead
 * of its password), every session joined again after the last message that was heard, and what was said and not
 * acknowledged said again under its id: nothing is lost and nothing doubled.
 *
 *     OFFLINE --login()--> CONNECTING --logged in, in all sessions--> ONLINE
 *                              ^  ^------ WAITING <------ lost -------'
 *                              '-- delay ----'     (any) --close(), given up--> CLOSED
 */
export class Confab extends Emitter {
  #options;
  #account = null;
  #password = null;
  #token = null;
  #bearer = null;
  #plainOnly = false;
  #connection = null;
  #state = 'offline';
  #sessions = new Map();
  #said = new Map();
  #unsent = [];
  #ownIds = new Set();
  #lastDirect = 0;
  #receipt = null;
  #attempts = 0;
  #lostAt = 0;
  #proven = true;
  #noSoonerThan = 0;
  #timer = null;

  /** See confab.d.ts for the options. */
  constructor(options) {
    super();
    if (!options?.url) {
      throw new TypeError('url: none (expected: one such as wss://chat.example/ws)');
    }
    this.#options = { ...DEFAULTS, WebSocket: globalThis.WebSocket, ...options };
    if (!this.#options.WebSocket) {
      throw new TypeError('WebSocket: none here (expected: the option WebSocket)');
    }
  }

  get state() {
    return this.#state;
  }

  get account() {
    return this.#account;
  }

  /** What logs in again without the password, or null; to be kept as secret as that. */
  get token() {
    return this.#token;
  }

  /** The sessions that are joined, by name. */
  get sessions() {
    return [...this.#sessions.keys()];
  }

  /** How many messages are said and not acknowledged. */
  get unacknowledged() {
    return this.#said.size;
  }

  // ---- coming and going ----

  /** Logs in. Rejects, and is over, if that does not work the first time. */
  async login(account, { password = null, token = null, bearer = null } = {}) {
    if (this.#state !== 'offline') {
      throw new Error(`state: ${this.#state} (expected: offline)`);
    }
    this.#account = account;
    this.#password = password;
    this.#token = token;
    this.#bearer = bearer;
    this.#become('connecting');
    try {
      await this.#connect();
    } catch (error) {
      this.#finish(error);
      throw error;
    }
  }

  /** Logs out, and is over. */
  async logout() {
    await this.#request({ type: 'LOGOUT' });
    this.#finish(null);
  }

  /** Ends the connection and tries no more; what is not acknowledged is rejected. */
  close() {
    this.#finish(null);
  }

  /** Tries a lost connection again now, such as when the machine is back on its network. */
  reconnectNow() {
    if (this.#state === 'waiting') {
      clearTimeout(this.#timer);
      this.#reconnect();
    }
  }

  // ---- sessions ----

  async create(session, options) {
    await this.#request(withData({ type: 'CREATE', session }, options));
    this.#sessions.set(session, new ResumePoint(0));
  }

  /** @returns {Promise<{sequence: number, members: number, recovered: boolean}>} */
  async join(session, { after } = {}) {
    const connection = this.#online('JOIN');
    const joined = await this.#joinOn(connection, session, after, new ResumePoint(after ?? 0));
    if (after === undefined) {
      this.#sessions.get(session)?.delivered(joined.sequence);
    }
    return joined;
  }

  async leave(session) {
    await this.#request({ type: 'LEAVE', session });
    this.#sessions.delete(session);
  }

  /** Ends a session for good; only its owner may. */
  async end(session) {
    await this.#request({ type: 'CLOSE', session });
    this.#sessions.delete(session);
  }

  /** All sessions and accounts online, or, of a session, its members; every page of it. */
  async list(session) {
    const result = { sessions: [], users: [] };
    let after;
    for (;;) {
      const command = withData({ type: 'LIST', session }, after === undefined ? undefined : { after });
      const { data } = await this.#request(command);
      if (session === undefined || after === undefined) {
        result.sessions.push(...data.sessions);
      }
      result.users.push(...data.users);
      if (!data.more) {
        return result;
      }
      const lastUser = data.users.at(-1) ?? '';
      const lastSession = session === undefined ? data.sessions.at(-1)?.name ?? '' : '';
      after = lastUser > lastSession ? lastUser : lastSession;
    }
  }

  /** What was said: `before`, `after` or `around` a sequence, or with a text to `search` for. */
  async history(session, query = {}) {
    const messages = [];
    const ack = await this.#request(
      withData({ type: 'HISTORY', session }, query), (message) => messages.push(spoken(message)));
    return { messages, more: ack.data.more, ...(ack.data.searched === undefined ? {} : { searched: ack.data.searched }) };
  }

  /** Tells the server up to where this account has read. */
  async read(session, sequence) {
    await this.#request({ type: 'READ', session, data: { sequence } });
  }

  // ---- saying ----

  /**
   * Says something in a session, now or, without a connection, on the next one; once, however many it takes.
   *
   * @returns {Promise<{sequence: number, timestamp: number}>} its place, once it is as durable as the session promises
   */
  say(session, text) {
    return this.#saySomething({ type: 'TEXT', session, data: text });
  }

  /** Says something to one account, once, as `say` does; kept by the server for somebody who is offline, where it can. */
  direct(to, text) {
    return this.#saySomething({ type: 'DIRECT', data: { to, text } });
  }

  #saySomething(command) {
    if (this.#state === 'closed' || this.#state === 'offline') {
      return Promise.reject(new ConnectionLostError(`${command.type}: not logged in`));
    }
    if (this.#said.size >= this.#options.maxUnacknowledged) {
      return Promise.reject(
        new Error(`messages: ${this.#said.size} wait for acknowledgement (expected: fewer)`));
    }
    const text = command.type === 'TEXT' ? command.data : command.data.text;
    const bytes = new TextEncoder().encode(text).length;
    if (bytes > this.#options.maxTextBytes) { // the server would take it for an attack, and close
      return Promise.reject(new RefusedError(
        'TOO_LARGE', `text: ${bytes} bytes (expected: at most ${this.#options.maxTextBytes})`));
    }
    const message = { id: crypto.randomUUID(), command, attempts: 0 };
    const stamp = new Promise((resolve, reject) => Object.assign(message, { resolve, reject }));
    this.#said.set(message.id, message);
    this.#remember(message.id);
    this.#unsent.push(message);
    this.#send();
    return stamp;
  }

  /** Sends any command, such as one of a plug-in; resolves with its `ACK`. */
  request(command) {
    return this.#request(command);
  }

  // In the order in which it was said, and no more than the connection takes.
  #send() {
    const connection = this.#connection;
    while (this.#state === 'online' && this.#unsent.length > 0 && connection.bufferedAmount < MAX_BUFFERED_BYTES) {
      const message = this.#unsent.shift();
      message.attempts++;
      connection.request({ ...message.command, messageId: message.id })
        .then((ack) => this.#acknowledged(message, ack), (error) => this.#notAcknowledged(connection, message, error));
    } // an acknowledgement to come goes on from here
  }

  // A connection is as good as the last one until what was said is answered: if it is lost over that, waiting goes on longer.
  #answered() {
    this.#proven = true;
    this.#attempts = 0;
  }

  #acknowledged(message, ack) {
    this.#answered();
    this.#sessions.get(message.command.session)?.acknowledged(ack.sequence);
    if (this.#said.delete(message.id)) {
      message.resolve({ sequence: ack.sequence, timestamp: ack.timestamp });
    }
    this.#send();
  }

  #notAcknowledged(connection, message, error) {
    if (!(error instanceof RefusedError)) {
      return; // the connection is lost, and it is said again on the next one
    }
    this.#answered();
    if (error.code === 'UNAVAILABLE' && message.attempts > 1) {
      connection.close(); // it may have been stored before, and only the answer was lost: to be asked again, later
      return;
    }
    if (this.#said.delete(message.id)) {
      message.reject(error);
    }
    this.#send();
  }

  #remember(id) {
    this.#ownIds.add(id);
    if (this.#ownIds.size > MAX_OWN_IDS) {
      this.#ownIds.delete(this.#ownIds.values().next().value);
    }
  }

  // ---- connecting ----

  async #connect() {
    const { url, timeout, WebSocket } = this.#options;
    const connection = new Connection({
      url,
      timeout,
      WebSocket,
      onMessage: (message) => this.#received(connection, message),
      onEnd: (reason) => this.#lost(connection, new ConnectionLostError(`connection: ${reason}`)),
    });
    this.#connection = connection;
    await connection.opened;
    await this.#logIn(connection);
    for (const session of this.sessions) {
      await this.#resume(connection, session);
    }
    if (this.#connection !== connection) {
      throw new ConnectionLostError('connection: lost while it was set up');
    }
    this.#unsent = [...this.#said.values()];
    this.#proven = false;
    if (this.#unsent.length === 0) {
      this.#answered();
    }
    this.#become('online');
    this.#send();
  }

  async #logIn(connection) {
    const source = this.#account;
    try {
      if (this.#plainOnly) {
        await connection.request({ type: 'LOGIN', source, data: this.#password });
        return;
      }
      const ack = await connection.request({ type: 'LOGIN', source, data: this.#credentials() });
      this.#token = ack.data?.token ?? this.#token;
    } catch (error) {
      if (!this.#loginMayBeTriedDifferently(error)) {
        throw error;
      }
      await this.#logIn(connection);
    }
  }

  #credentials() {
    if (this.#token !== null) {
      return { mechanism: 'token', token: this.#token, receipts: true };
    }
    if (this.#bearer !== null) {
      const token = this.#bearer === true ? {} : { token: this.#bearer };
      return { mechanism: 'bearer', ...token, resumable: true, receipts: true };
    }
    return { mechanism: 'plain', password: this.#password, resumable: true, receipts: true };
  }

  #loginMayBeTriedDifferently(error) {
    if (!(error instanceof RefusedError) || (this.#password === null && this.#bearer === null)) {
      return false;
    }
    if (this.#token !== null && error.code === 'BAD_CREDENTIALS') {
      this.#token = null; // expired, or the password is another
      return true;
    }
    if (!this.#plainOnly && this.#password !== null && error.code === 'UNSUPPORTED') {
      this.#plainOnly = true;
      this.#token = null;
      return true;
    }
    return false;
  }

  async #resume(connection, session) {
    const point = this.#sessions.get(session);
    if (!point) {
      return; // left meanwhile
    }
    try {
      const joined = await this.#joinOn(connection, session, point.sequence, point);
      if (!joined.recovered) {
        this.emit('missed', { session, from: joined.from });
      }
    } catch (error) {
      if (!(error instanceof RefusedError) || TEMPORARY.has(error.code)) {
        throw error;
      }
      this.#sessions.delete(session);
      this.emit('sessionLost', { session, code: error.code, reason: error.message });
    }
  }

  // The place in the session is there before the replay, which comes right behind the answer.
  async #joinOn(connection, session, after, point) {
    const before = this.#sessions.get(session);
    this.#sessions.set(session, point);
    try {
      const { data } = await connection.request(
        withData({ type: 'JOIN', session }, after === undefined ? undefined : { after }));
      if (after !== undefined && !data.recovered && data.from !== undefined) {
        point.sequence = data.from - 1; // something is gone, or it is another session of that name
      }
      return data;
    } catch (error) {
      if (before === undefined) {
        this.#sessions.delete(session);
      }
      throw error;
    }
  }

  // ---- receiving ----

  #received(connection, message) {
    if (connection !== this.#connection) {
      return;
    }
    switch (message.type) {
      case 'TEXT':
        this.#text(message);
        break;
      case 'DIRECT':
        this.#direct(connection, message);
        break;
      case 'EVENT':
        this.#event(message);
        break;
      case 'PING': // a sign of life is asked for
        connection.send({ type: 'ACK', requestId: message.requestId, data: message.data });
        break;
      default:
        this.emit('message', message);
    }
  }

  #text(message) {
    const point = this.#sessions.get(message.session);
    const own = message.source === this.#account && this.#ownIds.has(message.messageId);
    if (!own) {
      this.emit('text', spoken(message));
    }
    point?.delivered(message.sequence);
  }

  // The server keeps them until it is told that they are here; once for all that came together.
  #receive(connection) {
    if (this.#receipt === null) {
      this.#receipt = Promise.resolve().then(() => {
        this.#receipt = null;
        connection.send({ type: 'READ', data: { sequence: this.#lastDirect } });
      });
    }
  }

  #direct(connection, message) {
    if (message.sequence > this.#lastDirect) {
      this.#lastDirect = message.sequence;
      this.emit('direct', {
        source: message.source, text: text(message), sequence: message.sequence, timestamp: message.timestamp,
      });
    }
    this.#receive(connection);
  }

  #event({ session = '', data }) {
    switch (data.event) {
      case 'closed':
        this.#sessions.delete(session);
        break;
      case 'kicked':
        if (session === '') {
          this.emit('kicked', { session, ...data });
          this.#finish(new RefusedError('FORBIDDEN', data.reason));
          return;
        }
        this.#sessions.delete(session);
        break;
      case 'shutdown':
        this.#noSoonerThan = Date.now() + data.reconnectAfter;
        break;
      default:
    }
    this.emit(data.event, { session, ...data });
  }

  // ---- losing ----

  #lost(connection, error) {
    if (connection !== this.#connection) {
      return;
    }
    this.#connection = null;
    if (this.#state === 'online') {
      if (this.#proven) {
        this.#lostAt = Date.now();
      }
      this.#wait(error);
    }
  }

  #reconnect() {
    this.#become('connecting');
    this.#connect().catch((error) => {
      if (this.#state === 'closed') {
        return;
      }
      this.#connection?.close();
      this.#connection = null;
      if (error instanceof RefusedError && !TEMPORARY.has(error.code)) {
        this.#finish(error);
      } else {
        this.#wait(error);
      }
    });
  }

  #wait(error) {
    this.#attempts++;
    const most = Math.min(this.#options.longestDelay, this.#options.firstDelay * 2 ** Math.min(this.#attempts - 1, 20));
    const delay = Math.max(most / 2 + Math.random() * most / 2, this.#noSoonerThan - Date.now());
    if (Date.now() - this.#lostAt + delay > this.#options.giveUpAfter) {
      this.#finish(error);
      return;
    }
    this.#timer = setTimeout(() => this.#reconnect(), delay);
    this.#become('waiting', { attempt: this.#attempts, delay, reason: error.message });
  }

  #finish(error) {
    if (this.#state === 'closed') {
      return;
    }
    clearTimeout(this.#timer);
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
    this.#password = null;
    this.#bearer = null;
    for (const message of this.#said.values()) {
      message.reject(error ?? new ConnectionLostError('TEXT: the client ended before the answer'));
    }
    this.#said.clear();
    this.#unsent = [];
    this.#become('closed', error === null ? {} : { error });
  }

  #become(state, details = {}) {
    this.#state = state;
    this.emit('state', { state, ...details });
  }

  #online(type) {
    if (this.#state !== 'online') {
      throw new ConnectionLostError(`${type}: no connection at the moment`);
    }
    return this.#connection;
  }

  async #request(command, collect) {
    return this.#online(command.type).request(command, collect);
  }
}

function withData(command, data) {
  const { session, ...rest } = command;
  return { ...rest, ...(session === undefined ? {} : { session }), ...(data === undefined ? {} : { data }) };
}

/** A message as the application sees it. */
function spoken(message) {
  return {
    session: message.session,
    source: message.source,
    sequence: message.sequence,
    timestamp: message.timestamp,
    messageId: message.messageId,
    replay: message.replay === true,
    text: text(message),
  };
}

// A text may be any bytes, or JSON; a person is shown text.
function text({ data, base64 }) {
  if (typeof data === 'string') {
    return data;
  }
  return data !== undefined ? JSON.stringify(data) : base64 === undefined ? '' : '\ufffd';
}
