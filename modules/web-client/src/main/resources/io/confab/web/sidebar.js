import { $, alert, avatar, element } from './dom.js';

const byName = (a, b) => a.name.localeCompare(b.name);

/** The conversations in the order in which they are shown. */
export function ordered(chat) {
  const all = [...chat.conversations.values()];
  return [...all.filter((each) => each.isSession).sort(byName), ...all.filter((each) => !each.isSession).sort(byName)];
}

/** Shows the list of conversations. */
export function showSidebar(chat) {
  $('me').textContent = chat.account ?? '';
  const entries = (isSession) => ordered(chat)
    .filter((each) => each.isSession === isSession)
    .map((each) => element('li', {}, entry(chat, each)));
  const focused = $('sidebar').contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
  $('sessions').replaceChildren(...entries(true));
  $('directs').replaceChildren(...entries(false));
  const { earlier } = chat;
  $('earlier').replaceChildren(...earlier.map((each) => element('li', {}, earlierEntry(chat, each))));
  $('earlier-section').hidden = earlier.length === 0;
  $('none').hidden = !chat.isEmpty;
  if (focused !== undefined && !focusEntry(focused)) {
    $('browse-button').focus(); // not lost with an entry that is no longer there
  }
  const unread = [...chat.conversations.values()].reduce((sum, each) => sum + each.unread, 0);
  showBack(unread - (chat.current?.unread ?? 0));
  const name = chat.current === null ? 'Confab' : `${chat.current.name} – Confab`;
  document.title = unread > 0 ? `(${unread}) ${name}` : name;
}

// Where the list is not beside the conversation, the way back says whether something waits there.
function showBack(unread) {
  $('back-badge').textContent = counted(unread);
  $('back-badge').hidden = unread === 0;
  $('back-button').setAttribute('aria-label', `Back to conversations${unread > 0 ? `, ${counted(unread)} unread` : ''}`);
}

const counted = (unread) => (unread > 99 ? '99+' : String(unread));

/** Puts the focus on a conversation in the list. @returns {boolean} whether it is there */
export function focusEntry(id) {
  const found = $('sidebar').querySelector(`[data-id="${CSS.escape(id)}"]`);
  found?.focus();
  return found !== null;
}

function entry(chat, conversation) {
  const { name, isSession, unread } = conversation;
  return element('button', {
    class: `entry${unread > 0 ? ' unread' : ''}`,
    'aria-current': chat.current === conversation ? 'true' : undefined,
    'data-id': conversation.id,
    onclick: () => chat.open(conversation),
  },
  isSession ? element('span', { class: 'hash', 'aria-hidden': 'true' }, '#') : avatar(name),
  element('span', { class: 'name ellipsis' }, name),
  unread > 0 ? element('span', { class: 'badge' }, counted(unread), element('span', { class: 'hidden' }, ' unread')) : null);
}

function earlierEntry(chat, { name, hasNews }) {
  return element('button', {
    class: `entry earlier${hasNews ? ' unread' : ''}`,
    title: `Join #${name}`,
    'data-id': `session:${name}`,
    onclick: () => chat.join(name).catch((error) => alert(`${name}: ${error.message}`)),
  },
  element('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
  element('span', { class: 'name ellipsis' }, name),
  hasNews ? element('span', { class: 'dot' }, element('span', { class: 'hidden' }, 'new messages')) : null);
}

/** The conversation so many places below the one that is open, or the next one with something unread. */
export function neighbour(chat, step, unreadOnly) {
  const all = ordered(chat);
  const from = all.indexOf(chat.current);
  for (let i = 1; i <= all.length; i++) {
    const candidate = all[(from + step * i + all.length * 2) % all.length];
    if (!unreadOnly || candidate.unread > 0) {
      return candidate;
    }
  }
  return null;
}
