import { Chat } from './chat.js';
import { Composer } from './composer.js';
import { BrowseDialog, DirectDialog, LeaveDialog } from './dialogs.js';
import { $, alert, avatar, element } from './dom.js';
import { NAME, NAME_RULE } from './format.js';
import { memory } from './memory.js';
import { Messages } from './messages.js';
import { place } from './place.js';
import { notify, setUpNotifications, setUpTheme } from './settings.js';
import { focusEntry, neighbour, ordered, showSidebar } from './sidebar.js';

const PEOPLE_SHOWN = 300;

/** Where the list and the conversation do not fit beside each other; as in app.css. */
const narrow = matchMedia('(max-width: 720px)');

// Where the server says, or beside this page.
const url = new URL(document.documentElement.dataset.socket ?? 'ws', location.href.replace(/^http/u, 'ws')).href;

let chat = null;
let quietUntilOnline = true;
let shown = null;

const messages = new Messages({
  older: (conversation) => chat.loadOlder(conversation),
  seen: (conversation) => chat.seen(conversation),
  retry: (conversation, message) => chat.retry(conversation, message),
});
const composer = new Composer({
  say: (conversation, text) => chat.say(conversation, text),
  draft: (conversation, text) => chat.keepDraft(conversation, text),
});
const browse = new BrowseDialog(() => chat);
const direct = new DirectDialog(() => chat);
const leaving = new LeaveDialog((conversation) => leave(conversation));

// ---- what the chat tells ----

function changed(what, conversation, detail) {
  const isCurrent = conversation === chat?.current;
  switch (what) {
    case 'state':
      showState();
      break;
    case 'list':
      showSidebar(chat);
      break;
    case 'open':
      if (isCurrent) {
        showConversation();
      }
      break;
    case 'redraw':
      if (isCurrent) {
        messages.show(conversation);
      }
      break;
    case 'added':
      if (isCurrent) {
        messages.added(detail);
      }
      break;
    case 'changed':
      if (isCurrent) {
        messages.changed(detail);
      }
      break;
    case 'older':
      if (isCurrent) {
        messages.older();
      }
      break;
    case 'people':
      if (isCurrent) {
        showHead();
      }
      break;
    case 'ended':
      alert(`${conversation.name}: ${detail}`);
      break;
    case 'announced':
      alert(conversation ? `${conversation.name}: ${detail}` : detail);
      break;
    default:
  }
}

function news(conversation, message) {
  $('live').append(element('p', {}, `${message.source}${conversation.isSession ? ` in ${conversation.name}` : ''}: ${message.text}`));
  while ($('live').childElementCount > 20) {
    $('live').firstElementChild.remove();
  }
  notify(conversation, message, () => chat.open(conversation));
}

// ---- what is shown ----

function showConversation() {
  const { current } = chat;
  const before = shown;
  shown = current;
  $('app').classList.toggle('reading', current !== null);
  place.show(current?.id ?? '');
  if (narrow.matches) {
    closePeople();
  }
  showHead();
  composer.show(current); // before the messages, which go to the end of the room it leaves them
  messages.show(current);
  if (!narrow.matches) {
    if (current === null && before !== null) {
      $('empty-browse').focus();
    }
    composer.focus();
  } else if (current !== null) {
    $('title').focus(); // in the field, the keyboard of a phone would cover what was said
  } else if (before !== null) {
    focusEntry(before.id);
  }
}

function closePeople() {
  const focused = $('people').contains(document.activeElement);
  $('people').hidden = true;
  $('people-button').setAttribute('aria-expanded', 'false');
  if (focused) {
    $('people-button').focus();
  }
}

function showHead() {
  const { current } = chat;
  $('title').textContent = current === null ? 'Confab' : `${current.isSession ? '# ' : ''}${current.name}`;
  $('leave-button').hidden = current === null;
  $('people-button').hidden = !current?.isSession;
  $('leave-button').setAttribute('aria-label', current?.isSession ? 'Leave this session' : 'Close this conversation');
  $('leave-icon').toggleAttribute('hidden', !current?.isSession); // SVG has no such property
  $('close-icon').toggleAttribute('hidden', current?.isSession === true);
  $('leave-button').title = $('leave-button').getAttribute('aria-label');
  if (!current?.isSession) {
    $('subtitle').textContent = current === null ? '' : 'Direct messages';
    closePeople();
    return;
  }
  const members = current.count === 1 ? '1 member' : `${current.count} members`;
  $('subtitle').textContent = current.topic === '' ? members : `${members} · ${current.topic}`;
  $('people-count').textContent = `(${current.count})`;
  const names = [...current.people].sort((a, b) => a.localeCompare(b));
  $('people-list').replaceChildren(...names.slice(0, PEOPLE_SHOWN).map((name) => element('li', {},
    name === chat.account
      ? element('div', { class: 'entry' }, avatar(name), element('span', { class: 'name ellipsis' }, `${name} (you)`))
      : element('button', { class: 'entry', title: `Write to ${name}`, onclick: () => chat.writeTo(name) },
        avatar(name), element('span', { class: 'name ellipsis' }, name)))));
  if (current.count > names.slice(0, PEOPLE_SHOWN).length) {
    $('people-list').append(element('li', { class: 'notice' }, `and ${current.count - Math.min(names.length, PEOPLE_SHOWN)} more`));
  }
}

function showState() {
  const { state, reason, error } = chat.connection;
  const banner = $('banner');
  banner.hidden = state === 'online' || quietUntilOnline;
  if (state === 'online') {
    quietUntilOnline = false;
  } else if (state === 'waiting') {
    const why = reason.replace(/^[A-Za-z]+: /u, '').replace(/^the connection was lost$/u, '');
    banner.replaceChildren(`Connection lost${why === '' ? '' : ` (${why})`}. Trying again; what you write is sent then.`,
      element('button', { onclick: () => chat.reconnectNow() }, 'Try now'));
  } else if (state === 'connecting') {
    banner.replaceChildren('Connecting…');
  } else if (state === 'closed' && error) {
    banner.replaceChildren(`Logged out: ${error.message}`, element('button', { onclick: () => location.reload() }, 'Log in'));
  }
}

// ---- coming and going ----

async function login(account, credentials) {
  quietUntilOnline = true;
  const entering = new Chat(url, changed, news);
  chat = entering;
  await entering.login(account, credentials);
  $('login').hidden = true;
  $('app').hidden = false;
  const wanted = place.shown;
  const first = entering.conversations.get(wanted) ?? (narrow.matches ? null : ordered(entering)[0] ?? null);
  place.begin(first?.id ?? '');
  entering.open(first);
  if (first?.id !== wanted) {
    visit(wanted);
  }
}

// An address that somebody was given, of a conversation that is not in the list. Any other that is not ours is nothing.
function visit(id) {
  const [, kind, name] = /^(session|direct):(.*)$/su.exec(id) ?? [];
  if (!NAME.test(name ?? '')) {
    return;
  }
  if (kind === 'direct') {
    chat.writeTo(name);
  } else {
    browse.open(name);
  }
}

function showLogin(error = '') {
  document.documentElement.classList.remove('returning');
  document.title = 'Confab';
  $('app').hidden = true;
  $('login').hidden = false;
  $('login-error').textContent = error;
  if (!$('login').contains(document.activeElement)) { // somebody may have begun to type before this was loaded
    $('login-account').focus();
  }
}

const EXPLAINED = {
  ALREADY_LOGGED_IN: 'This account is logged in elsewhere.',
  BAD_CREDENTIALS: 'No account with this name and password.',
  INVALID_NAME: NAME_RULE,
  RATE_LIMITED: 'Too many attempts. Please wait a little and try again.',
  UNAVAILABLE: 'The server is busy. Please try again in a moment.',
};

function explained(error) {
  return error.code ? EXPLAINED[error.code] ?? error.message : 'The server cannot be reached.';
}

$('login-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = $('login-button');
  button.disabled = true;
  $('login-error').textContent = '';
  try {
    await login($('login-account').value.trim(), { password: $('login-password').value });
    $('login-password').value = '';
  } catch (error) {
    $('login-error').textContent = explained(error);
    $('login-password').select();
  } finally {
    button.disabled = false;
  }
});

async function logout() {
  await chat.logout();
  place.begin('');
  location.reload(); // nothing of this login stays in memory
}

async function leave(conversation) {
  if (chat.conversations.get(conversation.id) !== conversation) {
    return; // it ended while the question was asked
  }
  try {
    await chat.leave(conversation);
  } catch (error) {
    alert(error.message);
  }
}

// ---- menu, header, keys ----

function closeMenu() {
  $('menu').hidden = true;
  $('menu-button').setAttribute('aria-expanded', 'false');
}

$('menu-button').addEventListener('click', (event) => {
  event.stopPropagation();
  const opening = $('menu').hidden;
  $('menu').hidden = !opening;
  $('menu-button').setAttribute('aria-expanded', String(opening));
  if (opening) {
    $('theme-button').focus();
  }
});
$('menu').addEventListener('click', closeMenu);
$('menu').addEventListener('keydown', (event) => {
  const items = [...$('menu').querySelectorAll('button:not([hidden])')];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  }
});
document.addEventListener('click', closeMenu);

$('logout-button').addEventListener('click', logout);
$('keys-button').addEventListener('click', () => $('keys').showModal());
$('browse-button').addEventListener('click', () => browse.open());
$('empty-browse').addEventListener('click', () => browse.open());
$('none-browse').addEventListener('click', () => browse.open());
$('direct-button').addEventListener('click', () => direct.open());
$('back-button').addEventListener('click', () => chat.open(null));
$('leave-button').addEventListener('click', () => {
  if (chat.current.isSession) {
    leaving.open(chat.current);
  } else {
    leave(chat.current);
  }
});
$('people-button').addEventListener('click', () => {
  if (!$('people').hidden) {
    closePeople();
    return;
  }
  $('people').hidden = false;
  $('people-button').setAttribute('aria-expanded', 'true');
  chat.refreshPeople(chat.current);
});
$('people-close').addEventListener('click', closePeople);
$('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the fragment says which conversation is open
  composer.focus();
});
place.onMove((id) => {
  if (chat === null || $('app').hidden || id === (chat.current?.id ?? '')) {
    return;
  }
  const there = chat.conversations.get(id);
  if (there || id === '') {
    chat.open(there ?? null);
  } else {
    place.begin(chat.current?.id ?? '');
    visit(id);
  }
});

document.addEventListener('keydown', (event) => {
  if ($('app').hidden || document.querySelector('dialog[open]')) {
    return;
  }
  if (event.key === 'k' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    browse.open();
  } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    const next = neighbour(chat, event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
    if (next) {
      chat.open(next);
    }
  } else if (event.key === 'Escape') {
    if (!$('menu').hidden) {
      closeMenu();
      $('menu-button').focus();
    } else if (!$('people').hidden) {
      closePeople();
      $('people-button').focus();
    } else if (chat.current !== null) {
      messages.toEnd();
      composer.focus();
    }
  }
});

addEventListener('online', () => chat?.reconnectNow());

// ---- start ----

setUpTheme();
setUpNotifications();
const kept = memory.login;
if (kept === null) {
  showLogin();
} else {
  login(kept.account, { token: kept.token }).catch((error) => {
    if (error.code) {
      memory.login = null;
    }
    showLogin(error.code === 'BAD_CREDENTIALS' ? 'Please log in again.' : explained(error));
  });
}
