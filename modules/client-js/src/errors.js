/** A command was refused: nothing was changed, and the connection stays. */
export class RefusedError extends Error {
  /**
   * @param {string} code   what is told to programs, such as `NO_SUCH_SESSION`
   * @param {string} reason what is told to people
   */
  constructor(code, reason) {
    super(reason);
    this.name = 'RefusedError';
    this.code = code;
  }
}

/** There is no connection, or it ended before the answer came. */
export class ConnectionLostError extends Error {
  constructor(message) {
    super(message);
    this.name = 'ConnectionLostError';
  }
}
