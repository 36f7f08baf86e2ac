// Fetches the code of list, detail and form while the officer reads the home page.
import { preloadScreens } from '@shijian/screens';

/** Starts once the browser is idle. Returns the way to call it off. */
export function prefetchScreens(): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(() => void preloadScreens(), { timeout: 4_000 });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(() => void preloadScreens(), 2_000);
  return () => clearTimeout(timer);
}
