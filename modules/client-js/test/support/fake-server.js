/**
 * A server in memory, behind a class that looks like WebSocket: one session log, logins by password and token, resume. What it
 * does wrong is switched on by a test.
 */
export class FakeServer {
  sessions = new Map();
  ids = new Map();
  tokens = new Set();
  sockets = new Set();
  received = [];
  directs = [];
  up = true;
  loseAcknowledgements = false;
  sequence = 1000;

  get WebSocket() {
    const server = this;
    return class {
      readyState = 0;
      bufferedAmount = 0;
      #listeners = new Map();

      constructor(url, protocols) {
        this.url = url;
        this.protocols = protocols;
        queueMicrotask(() => {
          if (!server.up) {
            this.end(1006);
            return;
          }
          this.readyState = 1;
          server.sockets.add(this);
          this.#tell('open', {});
        });
      }

      addEventListener(event, listener) {
        this.#listeners.set(event, listener);
      }

      #tell(event, value) {
        this.#listeners.get(event)?.(value);
      }

      send(data) {
        const message = JSON.parse(data);
        server.received.push(message);
        queueMicrotask(() => this.readyState === 1 && server.handle(this, message));
      }

      push(message) {
        if (this.readyState === 1) {
          this.#tell('message', { data: JSON.stringify(message) });
        }
      }

      close() {
        this.end(1000);
      }

      end(code) {
        if (this.readyState === 3) {
          return;
        }
        this.readyState = 3;
        server.sockets.delete(this);
        queueMicrotask(() => this.#tell('close', { code, reason: '' }));
      }
    };
  }

  /** Whether it closes a connection at every text, as it does where one is too long for it. */
  closesOverTexts = false;

  /** Cuts every connection, as a network does. */
  cut() {
    for (const socket of [...this.sockets]) {
      socket.end(1006);
    }
  }

  /** Somebody else says something. */
  speak(session, source, data) {
    const message = this.#append(session, source, undefined, data);
    for (const socket of this.sockets) {
      if (socket.joined?.has(session)) {
        socket.push(message);
      }
    }
    return message;
  }

  #append(session, source, messageId, data) {
    const message = { type: 'TEXT', source, session, sequence: ++this.sequence, timestamp: 1, messageId, data };
    this.sessions.get(session).push(message);
    return message;
  }

  #admits({ mechanism, token, password }) {
    switch (mechanism) {
      case 'token': return this.tokens.has(token);
      case 'bearer': return token === undefined || token === 'of the application';
      default: return password === 'secret';
    }
  }

  handle(socket, { type, requestId, source, session, messageId, data }) {
    const ack = (fields = {}) => socket.push({ type: 'ACK', requestId, ...fields });
    const nak = (code) => socket.push({ type: 'NAK', requestId, data: { code, reason: code } });
    switch (type) {
      case 'LOGIN':
        if (!this.#admits(data)) {
          nak('BAD_CREDENTIALS');
          return;
        }
        socket.account = source;
        socket.joined = new Set();
        this.tokens.add(`token of ${source}`);
        ack(data.resumable ? { data: { token: `token of ${source}`, expires: 1 } } : {});
        return;
      case 'CREATE':
        this.sessions.set(session, []);
        socket.joined.add(session);
        ack();
        return;
      case 'JOIN': {
        const log = this.sessions.get(session);
        if (!log) {
          nak('NO_SUCH_SESSION');
          return;
        }
        socket.joined.add(session);
        ack({ data: { sequence: this.sequence, members: 1, recovered: true } });
        if (data) {
          log.filter((message) => message.sequence > data.after)
            .forEach((message) => socket.push({ ...message, replay: true }));
        }
        return;
      }
      case 'TEXT': {
        if (this.closesOverTexts) {
          socket.end(1002);
          return;
        }
        const key = `${socket.account} ${messageId}`;
        const first = this.ids.get(key) ?? this.#append(session, socket.account, messageId, data);
        this.ids.set(key, first);
        if (!this.loseAcknowledgements) {
          ack({ sequence: first.sequence, timestamp: first.timestamp });
        }
        return;
      }
      case 'DIRECT': {
        const key = `${socket.account} direct ${messageId}`;
        const first = this.ids.get(key) ?? { sequence: ++this.sequence, timestamp: 1, source: socket.account, data: data.text };
        if (!this.ids.has(key)) {
          this.ids.set(key, first);
          this.directs.push(first);
        }
        if (!this.loseAcknowledgements) {
          ack({ sequence: first.sequence, timestamp: first.timestamp });
        }
        return;
      }
      case 'LOGOUT':
        ack();
        socket.end(1000);
        return;
      case 'LIST':
        ack({ data: { sessions: [], users: [], more: false } });
        return;
      case 'READ':
        return;
      case 'HISTORY':
        this.sessions.get(session).forEach((message) => socket.push({ ...message, requestId, replay: true }));
        ack({ data: { more: false } });
        return;
      default:
        ack();
    }
  }
}
