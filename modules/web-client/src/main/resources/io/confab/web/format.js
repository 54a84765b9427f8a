const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const date = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const LINK = /\bhttps?:\/\/[^\s<>"']+/gu;

export const time = (millis) => clock.format(millis);
export const fullTime = (millis) => full.format(millis);
export const dayOf = (millis) => new Date(millis).toDateString();

/** A day as people call it. */
export function dayName(millis, now = Date.now()) {
  const day = dayOf(millis);
  if (day === dayOf(now)) {
    return 'Today';
  }
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === yesterday.toDateString()) {
    return 'Yesterday';
  }
  return new Date(millis).getFullYear() === new Date(now).getFullYear() ? weekday.format(millis) : date.format(millis);
}

/** A text in pieces: strings, and `{href}` for what is an address. */
export function pieces(text) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const href = match[0].replace(/[.,;:!?)\]}]+$/u, '');
    found.push(text.slice(from, match.index), { href });
    from = match.index + href.length;
  }
  found.push(text.slice(from));
  return found.filter((piece) => piece !== '');
}

/** What the server accepts as a name; it has the last word. */
export const NAME = /^[\p{L}\p{Nd}._\-#@+]{1,64}$/u;

/** The same in words. */
export const NAME_RULE = 'A name has letters, digits and . _ - # @ +, at most 64.';
