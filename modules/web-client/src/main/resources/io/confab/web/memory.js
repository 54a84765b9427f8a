/** What is kept in the browser: the login for this tab, and for each account its sessions, drafts and direct messages. */

const LOGIN = 'confab.login';
const THEME = 'confab.theme';
const NOTIFY = 'confab.notify';

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key));
  } catch {
    return null;
  }
}

function write(storage, key, value) {
  try {
    if (value === null) {
      storage.removeItem(key);
    } else {
      storage.setItem(key, JSON.stringify(value));
    }
  } catch {
    // full, or not allowed: what is kept is a convenience
  }
}

export const memory = {
  get login() {
    return read(sessionStorage, LOGIN);
  },
  set login(value) {
    write(sessionStorage, LOGIN, value);
  },
  get theme() {
    return read(localStorage, THEME);
  },
  set theme(value) {
    write(localStorage, THEME, value);
  },
  get notify() {
    return read(localStorage, NOTIFY) === true;
  },
  set notify(value) {
    write(localStorage, NOTIFY, value);
  },
  /** The sessions that are joined, and the accounts that were written to. */
  conversations(account) {
    return read(localStorage, `confab.conversations.${account}`) ?? [];
  },
  keepConversations(account, ids) {
    write(localStorage, `confab.conversations.${account}`, ids);
  },
  /** The sessions that somebody left here on purpose. */
  left(account) {
    return read(localStorage, `confab.left.${account}`) ?? [];
  },
  keepLeft(account, names) {
    write(localStorage, `confab.left.${account}`, names.length === 0 ? null : names);
  },
  draft(account, id) {
    return read(localStorage, `confab.draft.${account}.${id}`) ?? '';
  },
  keepDraft(account, id, text) {
    write(localStorage, `confab.draft.${account}.${id}`, text === '' ? null : text);
  },
  /** Direct messages, which the server does not keep, for as long as the tab is open. */
  directs(account, name) {
    return read(sessionStorage, `confab.direct.${account}.${name}`) ?? [];
  },
  keepDirects(account, name, messages) {
    write(sessionStorage, `confab.direct.${account}.${name}`, messages);
  },
  /** After logging out, nobody at this machine reads on. */
  forget(account) {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(`confab.direct.${account}.`)) {
        sessionStorage.removeItem(key);
      }
    }
    this.login = null;
  },
};
