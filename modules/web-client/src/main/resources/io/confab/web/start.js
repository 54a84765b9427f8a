// Runs before anything is shown, which the modules are too late for: the theme that was chosen here, and no login form for a
// moment where this tab is logged in and only loaded anew. Both as memory.js keeps them.
{
  const kept = (storage, key) => {
    try {
      return JSON.parse(globalThis[storage].getItem(key));
    } catch {
      return null; // not allowed, or not ours
    }
  };
  const root = document.documentElement;
  root.dataset.theme = kept('localStorage', 'confab.theme')
    ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  root.classList.toggle('returning', kept('sessionStorage', 'confab.login') !== null);
}
