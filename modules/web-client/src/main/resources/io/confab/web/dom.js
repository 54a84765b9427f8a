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

const TINTS = 20;
const tints = new Map();
const taken = new Set();

// The first letters of two words, or the first two of one.
function initials(name) {
  const words = name.split(/[._\-#@+]+/u).filter((word) => word !== '').map((word) => [...word]);
  const letters = words.length === 0 ? [...name].slice(0, 2) : words.length === 1 ? words[0].slice(0, 2) : [words[0][0], words[1][0]];
  return letters.join('').toUpperCase();
}

// The same for a name each time; another than that of the names with the same letters that are here, while there are some left.
function tint(name, letters) {
  if (!tints.has(name)) {
    let hash = 0x811c9dc5;
    for (const character of name) {
      hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193);
    }
    let number = (hash ^ (hash >>> 15)) >>> 0;
    for (let tried = 0; tried < TINTS && taken.has(`${letters}${number % TINTS}`); tried++) {
      number++;
    }
    tints.set(name, number % TINTS);
    taken.add(`${letters}${number % TINTS}`);
  }
  return tints.get(name);
}

/** Two letters of a name on a colour of its own. */
export function avatar(name) {
  const letters = initials(name);
  return element('span', { class: `avatar tint-${tint(name, letters)}`, 'aria-hidden': 'true' }, letters);
}

/** Says something in passing, to eyes and screen readers. */
export function alert(text) {
  const shown = element('div', { class: 'alert' }, text);
  $('alerts').append(shown);
  setTimeout(() => shown.remove(), 6000);
}
