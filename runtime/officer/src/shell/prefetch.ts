// Fetches the code of list, detail and form while the officer reads the home page.
import { preloadScreens } from '@shijian/screens';

/** The page's own requests go first, on slow lines too. */
const patience = 2_500;

/** Starts once the page has had its time and the browser is idle. Returns the way to call it off. */
export function prefetchScreens(): () => void {
  let idle = 0;
  const start = () => void preloadScreens();
  const timer = setTimeout(() => {
    if (typeof requestIdleCallback === 'function') idle = requestIdleCallback(start, { timeout: 4_000 });
    else start();
  }, patience);
  return () => {
    clearTimeout(timer);
    if (idle !== 0) cancelIdleCallback(idle);
  };
}
