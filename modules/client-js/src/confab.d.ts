/** A command was refused: nothing was changed, and the connection stays. */
export class RefusedError extends Error {
  constructor(code: string, reason: string);
  /** What is told to programs, such as `NO_SUCH_SESSION`. */
  readonly code: string;
}

/** There is no connection, or it ended before the answer came. */
export class ConnectionLostError extends Error {}

export interface Options {
  /** Where to, such as `wss://chat.example/ws`. */
  url: string;
  /** Milliseconds that opening a connection, and every reply, may take; 30,000. */
  timeout?: number;
  /** Milliseconds before the first try to reconnect, doubled with every further one; 500. */
  firstDelay?: number;
  /** Milliseconds between two tries at the most; 30,000. */
  longestDelay?: number;
  /** Milliseconds for which a lost connection is tried again; 600,000. */
  giveUpAfter?: number;
  /** The longest text, in bytes of UTF-8; a longer one is refused as TOO_LARGE here. 64,936 by default, which the server's default takes. */
  maxTextBytes?: number;
  /** How many messages may be said and not acknowledged; 1,000. */
  maxUnacknowledged?: number;
  /** The WebSocket class, where the platform has none of its own. */
  WebSocket?: typeof WebSocket;
}

export type State = 'offline' | 'connecting' | 'online' | 'waiting' | 'closed';

export interface StateChange {
  state: State;
  /** While waiting: which try it will be, from 1. */
  attempt?: number;
  /** While waiting: milliseconds until then. */
  delay?: number;
  /** While waiting: what became of the last connection. */
  reason?: string;
  /** Once closed: why, unless it was asked for. */
  error?: Error;
}

/** A message said in a session. */
export interface Spoken {
  session: string;
  source: string;
  /** Its place in the session, rising. */
  sequence: number;
  /** Milliseconds since the Unix epoch. */
  timestamp: number;
  messageId?: string;
  /** Whether it was said before and is told again, on resume or as history. */
  replay: boolean;
  text: string;
}

export interface Direct {
  source: string;
  text: string;
  sequence: number;
  timestamp: number;
}

export interface Stamp {
  sequence: number;
  timestamp: number;
}

export interface Joined {
  /** The newest sequence of the session. */
  sequence: number;
  members: number;
  /** Whether all that was asked for is kept. */
  recovered: boolean;
  /** Where what is kept begins, if not. */
  from?: number;
  /** Up to where this account has read, in a stored session. */
  read?: number;
}

export interface CreateOptions {
  durability?: 'memory' | 'written' | 'synced';
  durable?: boolean;
  topic?: string;
  capacity?: number;
}

export interface SessionEntry {
  name: string;
  members: number;
  topic?: string;
  capacity?: number;
  /** The newest sequence, where this account may know. */
  sequence?: number;
  /** Up to where this account has read. */
  read?: number;
}

export interface HistoryQuery {
  before?: number;
  after?: number;
  around?: number;
  search?: string;
  limit?: number;
}

/** What listeners are told, by the name of the event. */
export interface Events {
  /** Somebody said something; told once, however many connections are lost. Not what one said oneself. */
  text: (message: Spoken) => void;
  direct: (message: Direct) => void;
  presence: (event: { session: string; joined: string[]; left: string[]; members: number }) => void;
  /** The session is no more. */
  closed: (event: { session: string; reason: string }) => void;
  /** Put out of a session, or, where it is empty, off the server. */
  kicked: (event: { session: string; reason: string }) => void;
  /** Sequences that may have been missed, in a session that is not stored. */
  lagged: (event: { session: string; from: number; to: number }) => void;
  shutdown: (event: { reconnectAfter: number }) => void;
  /** A session was joined again, but something that was said meanwhile is not kept: a gap. */
  missed: (event: { session: string; from?: number }) => void;
  /** A session could not be joined again. */
  sessionLost: (event: { session: string; code: string; reason: string }) => void;
  state: (change: StateChange) => void;
  /** Any other message of the server, such as a plug-in's. */
  message: (message: object) => void;
}

/**
 * A login that outlives its connections: after a lost one another is made, every session joined again after the last message
 * that was heard, and what was said and not acknowledged said again under its id. Nothing is lost and nothing doubled, in
 * stored sessions also over a restart of the server.
 */
export class Confab {
  constructor(options: Options);
  readonly state: State;
  readonly account: string | null;
  /** What logs in again without the password, or null; to be kept as secret as that. */
  readonly token: string | null;
  readonly sessions: string[];
  readonly unacknowledged: number;

  /** @returns takes the listener away again */
  on<E extends keyof Events>(event: E, listener: Events[E]): () => void;
  on(event: string, listener: (event: any) => void): () => void;

  /**
   * Logs in: by a password, by a token that an earlier login got, or by what the application gave that serves the page: a bearer
   * token, or true for the one that the browser sends along in a cookie. Rejects, and is over, if that does not work.
   */
  login(
    account: string,
    credentials: { password?: string | null; token?: string | null; bearer?: string | true | null },
  ): Promise<void>;
  logout(): Promise<void>;
  close(): void;
  /** Tries a lost connection again at once. */
  reconnectNow(): void;

  create(session: string, options?: CreateOptions): Promise<void>;
  join(session: string, options?: { after?: number }): Promise<Joined>;
  leave(session: string): Promise<void>;
  end(session: string): Promise<void>;
  list(session?: string): Promise<{ sessions: SessionEntry[]; users: string[] }>;
  history(session: string, query?: HistoryQuery): Promise<{ messages: Spoken[]; more: boolean; searched?: number }>;
  read(session: string, sequence: number): Promise<void>;
  /** Says something now or on the next connection, once; resolves when it is as durable as the session promises. */
  say(session: string, text: string): Promise<Stamp>;
  /** Says something to one account, once, as `say` does; kept for somebody who is offline, where the server keeps such. */
  direct(to: string, text: string): Promise<Stamp>;
  request(command: object): Promise<any>;
}
