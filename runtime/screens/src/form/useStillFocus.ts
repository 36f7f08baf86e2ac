// Keeps the control that is being typed in where it is when a condition shows or hides something above it.
import { useLayoutEffect, useRef } from 'react';

interface Place {
  element: Element;
  shown: string;
  top: number;
  scroll: number;
}

/** @param shown changes exactly when the set of shown fields does */
export function useStillFocus(shown: string): void {
  const before = useRef<Place | null>(null);
  useLayoutEffect(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) {
      before.current = null;
      return;
    }
    const scroller = scrollerOf(element);
    const last = before.current;
    if (last !== null && last.element === element && last.shown !== shown) {
      // What the officer scrolled himself since the last render is not to be undone.
      const expected = last.top - (scroller.scrollTop - last.scroll);
      scroller.scrollBy({ top: element.getBoundingClientRect().top - expected, behavior: 'instant' });
    }
    before.current = { element, shown, top: element.getBoundingClientRect().top, scroll: scroller.scrollTop };
  });
}

function scrollerOf(element: Element): Element {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    const { overflowY } = getComputedStyle(at);
    if ((overflowY === 'auto' || overflowY === 'scroll') && at.scrollHeight > at.clientHeight) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}
