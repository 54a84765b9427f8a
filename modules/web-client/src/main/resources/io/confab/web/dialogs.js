import { $, alert, avatar, element } from './dom.js';
import { NAME, NAME_RULE } from './format.js';

const SHOWN = 100;

function open(dialog, field) {
  dialog.showModal();
  field.focus();
  field.select();
}

/** Finds a session to join, or creates one. */
export class BrowseDialog {
  #dialog = $('browse');
  #name = $('browse-name');
  #sessions = [];
  #chat;

  constructor(chat) {
    this.#chat = chat;
    this.#name.addEventListener('input', () => {
      $('browse-error').textContent = ''; // it was about another name
      this.#show();
    });
    $('browse-cancel').addEventListener('click', () => this.#dialog.close());
    $('browse-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#go(this.#name.value.trim());
    });
  }

  /** @param {string} name what to look for at first */
  async open(name = '') {
    $('browse-error').textContent = '';
    this.#name.value = name;
    $('browse-topic').value = '';
    $('browse-options').open = false;
    open(this.#dialog, this.#name);
    this.#show();
    try {
      this.#sessions = (await this.#chat().list()).sessions;
    } catch (error) {
      $('browse-error').textContent = error.message;
    }
    this.#show();
  }

  #show() {
    const wanted = this.#name.value.trim().toLowerCase();
    const found = this.#sessions.filter(({ name, topic }) => `${name} ${topic ?? ''}`.toLowerCase().includes(wanted));
    $('browse-list').replaceChildren(...found.slice(0, SHOWN).map(({ name, members, topic }) => element('li', {},
      element('button', { type: 'button', class: 'entry', onclick: () => this.#go(name) },
        element('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
        element('span', { class: 'name ellipsis' }, name, ' ', element('small', {}, topic ?? '')),
        this.#isJoined(name) ? element('small', { class: 'joined' }, 'joined') : null,
        element('small', {}, members === 1 ? '1 member' : `${members} members`)))));
    if (found.length > SHOWN) {
      $('browse-list').append(element('li', { class: 'notice' }, `${found.length - SHOWN} more: type some of the name`));
    }
    const typed = this.#name.value.trim();
    const exists = this.#sessions.some(({ name }) => name === typed);
    $('browse-ok').textContent = this.#isJoined(typed) ? 'Open' : exists ? 'Join' : 'Create';
    $('browse-ok').disabled = wanted === '';
    $('browse-hint').textContent = wanted !== '' ? '' : this.#sessions.length === 0
      ? 'Type a name to create a session.' : 'Choose a session, or type a name to create one.';
    $('browse-options').hidden = exists || this.#isJoined(typed);
  }

  #isJoined(name) {
    return this.#chat().conversations.has(`session:${name}`);
  }

  async #go(name) {
    $('browse-error').textContent = '';
    if (!NAME.test(name)) {
      $('browse-error').textContent = NAME_RULE;
      return;
    }
    const exists = this.#sessions.some((session) => session.name === name) || this.#isJoined(name);
    try {
      if (exists) {
        await this.#chat().join(name);
      } else {
        await this.#create(name);
      }
      this.#dialog.close();
    } catch (error) {
      $('browse-error').textContent = error.message;
    }
  }

  async #create(name) {
    const topic = $('browse-topic').value.trim();
    const options = { ...(topic === '' ? {} : { topic }), durable: $('browse-durable').checked };
    try {
      await this.#chat().create(name, options);
    } catch (error) {
      if (error.code === 'SESSION_EXISTS') { // somebody was quicker
        await this.#chat().join(name);
      } else if (error.code === 'UNSUPPORTED') {
        await this.#chat().create(name, { ...options, durable: false });
        alert('This server keeps nothing: the session ends with its last member.');
      } else {
        throw error;
      }
    }
  }
}

/** Chooses somebody to write to. */
export class DirectDialog {
  #dialog = $('direct');
  #name = $('direct-name');
  #accounts = [];
  #chat;

  constructor(chat) {
    this.#chat = chat;
    this.#name.addEventListener('input', () => this.#show());
    $('direct-cancel').addEventListener('click', () => this.#dialog.close());
    $('direct-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#go(this.#name.value.trim());
    });
  }

  async open() {
    this.#name.value = '';
    open(this.#dialog, this.#name);
    this.#show();
    try {
      this.#accounts = (await this.#chat().list()).users.filter((name) => name !== this.#chat().account);
    } catch {
      this.#accounts = [];
    }
    this.#show();
  }

  #show() {
    const wanted = this.#name.value.trim().toLowerCase();
    const found = this.#accounts.filter((name) => name.toLowerCase().includes(wanted)).slice(0, SHOWN);
    $('direct-list').replaceChildren(...found.map((name) => element('li', {},
      element('button', { type: 'button', class: 'entry', onclick: () => this.#go(name) },
        avatar(name), element('span', { class: 'name ellipsis' }, name)))));
    if (found.length === 0) {
      $('direct-list').append(element('li', { class: 'notice' }, 'Nobody else of that name is online.'));
    }
    $('direct-ok').disabled = !NAME.test(this.#name.value.trim());
  }

  #go(name) {
    if (NAME.test(name)) {
      this.#chat().writeTo(name);
      this.#dialog.close();
    }
  }
}

/** Asks before a session is left. */
export class LeaveDialog {
  #dialog = $('leave');
  #conversation = null;

  /** @param {(conversation: Conversation) => void} confirmed told of the session that is to be left */
  constructor(confirmed) {
    $('leave-cancel').addEventListener('click', () => this.#dialog.close());
    $('leave-form').addEventListener('submit', () => confirmed(this.#conversation));
  }

  open(conversation) {
    this.#conversation = conversation;
    $('leave-title').textContent = `Leave #${conversation.name}?`;
    $('leave-hint').textContent = conversation.isStored ? 'You can come back: what is said is kept.' : '';
    this.#dialog.showModal();
    $('leave-ok').focus();
  }
}
