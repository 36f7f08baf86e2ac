// Puts the cursor where something is to be corrected.
import { elementId, parsePath } from './paths.ts';

/** Focuses the control at a path, or the nearest one above it that is on the page. */
export function focusPath(path: string): void {
  const steps = parsePath(path);
  for (let length = steps.length; length > 0; length--) {
    const id = elementId(
      steps
        .slice(0, length)
        .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
        .join(''),
    );
    const element = document.getElementById(id);
    if (element === null) continue;
    element.scrollIntoView({ block: 'center', behavior: prefersStill() ? 'instant' : 'smooth' });
    element.focus({ preventScroll: true });
    return;
  }
}

/** True where the officer asked the system for less movement. */
export function prefersStill(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
