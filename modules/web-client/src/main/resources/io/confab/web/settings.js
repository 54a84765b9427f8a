import { $, alert } from './dom.js';
import { memory } from './memory.js';

const dark = matchMedia('(prefers-color-scheme: dark)');

function theme() {
  return memory.theme ?? (dark.matches ? 'dark' : 'light');
}

function applyTheme() {
  document.documentElement.dataset.theme = theme();
  $('theme-button').textContent = theme() === 'dark' ? 'Light theme' : 'Dark theme';
}

/** The theme of the machine, unless another was chosen here. */
export function setUpTheme() {
  applyTheme();
  dark.addEventListener('change', applyTheme);
  $('theme-button').addEventListener('click', () => {
    memory.theme = theme() === 'dark' ? 'light' : 'dark';
    applyTheme();
  });
}

const supported = 'Notification' in globalThis;

function isOn() {
  return supported && memory.notify && Notification.permission === 'granted';
}

export function setUpNotifications() {
  const button = $('notify-button');
  const show = () => {
    button.textContent = isOn() ? 'Turn off notifications' : 'Turn on notifications';
    button.hidden = !supported;
  };
  show();
  button.addEventListener('click', async () => {
    if (isOn()) {
      memory.notify = false;
    } else if (await Notification.requestPermission() === 'granted') {
      memory.notify = true;
    } else {
      alert('The browser does not allow notifications from here.');
    }
    show();
  });
}

/** Tells of a message where nobody looks at this page. */
export function notify(conversation, message, onclick) {
  if (!isOn() || !document.hidden) {
    return;
  }
  const title = conversation.isSession ? `${message.source} in ${conversation.name}` : message.source;
  const shown = new Notification(title, { body: message.text.slice(0, 200), tag: conversation.id, icon: 'icon.svg' });
  shown.onclick = () => {
    globalThis.focus();
    shown.close();
    onclick();
  };
}
