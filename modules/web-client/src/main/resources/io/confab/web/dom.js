export const $ = (id) => document.getElementById(id);

/** Makes an element. Strings become text, never markup, so that what somebody said is shown as it was said. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') {
      made.className = value;
    } else if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** The first letters of a name on a colour of its own. */
export function avatar(name) {
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  }
  const letters = [...name.replace(/[._\-#@+]+/gu, ' ').trim() || name].slice(0, 1).join('').toUpperCase();
  return element('span', { class: `avatar tint-${hash % 8}`, 'aria-hidden': 'true' }, letters);
}

/** Says something in passing, to eyes and screen readers. */
export function alert(text) {
  const shown = element('div', { class: 'alert' }, text);
  $('alerts').append(shown);
  setTimeout(() => shown.remove(), 6000);
}
