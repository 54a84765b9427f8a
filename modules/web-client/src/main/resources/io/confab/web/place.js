/**
 * Which conversation is open, as the address of the page says it, so that loading it anew comes back there. The list is one
 * step in the browser's history and a conversation one above it: going back from any conversation goes to the list.
 */

function address(id) {
  return id === '' ? location.pathname + location.search : `#${encodeURIComponent(id).replace('%3A', ':')}`;
}

export const place = {
  /** The id of the conversation; empty for none. Somebody may have typed one that there is not. */
  get shown() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  },

  /** Where one is first, which is no step. */
  begin(id) {
    if (id !== this.shown) {
      history.replaceState(null, '', address(id));
    }
  },

  /** Goes to another. */
  show(id) {
    if (id === this.shown) {
      return;
    }
    const { aboveList } = history.state ?? {};
    if (id === '' && aboveList) {
      history.back();
    } else if (id !== '' && this.shown === '') {
      history.pushState({ aboveList: true }, '', address(id));
    } else {
      history.replaceState(id === '' ? null : history.state, '', address(id));
    }
  },

  /** @param {(id: string) => void} moved told of where the browser's buttons went */
  onMove(moved) {
    addEventListener('popstate', () => moved(this.shown));
  },
};
