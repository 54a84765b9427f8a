import { ConnectionLostError, RefusedError } from './errors.js';

const SUBPROTOCOL = 'confab.v1.json';

/**
 * One WebSocket: sends requests, and gives each its reply. Everything that is no reply goes to `onMessage`, in order.
 */
export class Connection {
  #socket;
  #requests = new Map();
  #lastId = 0;
  #timeout;
  #ended = false;

  /**
   * @param {object} options
   * @param {string} options.url
   * @param {number} options.timeout            milliseconds that opening, and every reply, may take
   * @param {(message: object) => void} options.onMessage
   * @param {(reason: string) => void} options.onEnd  told once, when nothing more comes
   * @param {typeof WebSocket} options.WebSocket
   */
  constructor({ url, timeout, onMessage, onEnd, WebSocket }) {
    this.#timeout = timeout;
    this.onMessage = onMessage;
    this.onEnd = onEnd;
    const socket = new WebSocket(url, [SUBPROTOCOL]);
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new ConnectionLostError(`connection: not open after ${timeout} ms`));
        this.#end('it did not open in time');
      }, timeout);
      socket.addEventListener('open', () => {
        clearTimeout(late);
        resolve();
      });
      const lost = (reason) => {
        clearTimeout(late);
        reject(new ConnectionLostError(`connection: ${reason}`));
        this.#end(reason);
      };
      socket.addEventListener('close', (event) =>
        lost(event.reason || (event.code === 1000 ? 'closed' : 'the connection was lost')));
      // Not every implementation tells of a close as well where nothing could be opened.
      socket.addEventListener('error', () => lost('the connection was lost'));
    });
    this.opened.catch(() => {}); // told by onEnd too, to whoever did not wait
    socket.addEventListener('message', (event) => this.#received(event.data));
  }

  get bufferedAmount() {
    return this.#socket.bufferedAmount;
  }

  /**
   * Sends a command and waits for its reply.
   *
   * @param {object} command without `requestId`
   * @param {(message: object) => void} [collect] takes the messages that carry this request's id and come before its reply
   * @returns {Promise<object>} the `ACK`
   */
  request(command, collect) {
    if (this.#ended || this.#socket.readyState !== 1) {
      return Promise.reject(new ConnectionLostError(`${command.type}: no connection`));
    }
    const requestId = this.#nextId();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#requests.delete(requestId);
        reject(new ConnectionLostError(`${command.type}: no answer after ${this.#timeout} ms`));
        this.close(); // whether it was carried out is known only on another connection
      }, this.#timeout);
      this.#requests.set(requestId, { type: command.type, resolve, reject, late, collect });
      this.#socket.send(JSON.stringify({ ...command, requestId }));
    });
  }

  /** Sends a command that is not answered; lost without a connection. */
  send(command) {
    if (!this.#ended && this.#socket.readyState === 1) {
      this.#socket.send(JSON.stringify(command));
    }
  }

  close() {
    this.#socket.close(1000);
    this.#end('closed');
  }

  #nextId() {
    do {
      this.#lastId = this.#lastId % 0xffffffff + 1;
    } while (this.#requests.has(this.#lastId));
    return this.#lastId;
  }

  #received(data) {
    if (this.#ended) {
      return;
    }
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      this.close();
      return;
    }
    const request = this.#requests.get(message.requestId);
    if (message.type === 'ACK' || message.type === 'NAK') {
      if (request) {
        this.#requests.delete(message.requestId);
        clearTimeout(request.late);
        if (message.type === 'ACK') {
          request.resolve(message);
        } else {
          request.reject(new RefusedError(message.data.code, message.data.reason));
        }
      }
    } else if (request?.collect) {
      request.collect(message);
    } else {
      this.onMessage(message);
    }
  }

  #end(reason) {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    for (const request of this.#requests.values()) {
      clearTimeout(request.late);
      request.reject(new ConnectionLostError(`${request.type}: ${reason}`));
    }
    this.#requests.clear();
    this.onEnd(reason);
  }
}
