import { $ } from './dom.js';

/** The longest text that fits a frame of the usual size with the longest names. */
const MAX_BYTES = 64_000;

const encoder = new TextEncoder();

/** Where one writes. Each conversation keeps its own draft. */
export class Composer {
  #text = $('composer-text');
  #conversation = null;
  #actions;

  /** @param {{say: Function, draft: Function}} actions */
  constructor(actions) {
    this.#actions = actions;
    $('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#send();
      }
    });
    this.#text.addEventListener('input', () => {
      this.#changed();
      this.#actions.draft(this.#conversation, this.#text.value);
    });
  }

  show(conversation) {
    this.#conversation = conversation;
    $('composer').hidden = conversation === null;
    if (conversation !== null) {
      this.#text.value = conversation.draft;
      this.#text.placeholder = `Message ${conversation.isSession ? '#' : ''}${conversation.name}`;
      this.#changed();
    }
  }

  focus() {
    if (this.#conversation !== null) {
      this.#text.focus();
    }
  }

  #send() {
    const text = this.#text.value.replace(/\s+$/u, '');
    if (text.trim() === '' || encoder.encode(text).length > MAX_BYTES) {
      return;
    }
    this.#text.value = '';
    this.#changed();
    this.#actions.draft(this.#conversation, '');
    this.#actions.say(this.#conversation, text);
  }

  #changed() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
    const bytes = this.#text.value.length > MAX_BYTES / 4 ? encoder.encode(this.#text.value).length : 0;
    $('composer-count').textContent = bytes > MAX_BYTES ? `Too long by ${bytes - MAX_BYTES} bytes` : '';
    $('send').disabled = this.#text.value.trim() === '' || bytes > MAX_BYTES;
  }
}
