// What keys mean in a form: Enter goes on, Ctrl+Enter saves, Esc asks. Nothing while an input method composes.
import type { KeyboardEvent } from 'react';

const FOCUSABLE =
  'input:not([type=hidden]):not([type=file]):not(:disabled), textarea:not(:disabled), select:not(:disabled), [data-opens]:not(:disabled), button[type=submit]:not(:disabled)';

export interface FormKeys {
  save(): void;
  cancel(): void;
}

/** Handler for the form's element. */
export function handleFormKey(event: KeyboardEvent<HTMLElement>, keys: FormKeys): void {
  if (event.nativeEvent.isComposing || event.keyCode === 229 || isBeyond(event)) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    // Leaving the field first, so that what is typed in it is read.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    keys.save();
    return;
  }
  if (event.defaultPrevented || hasOpenList(event)) return;
  if (event.key === 'Escape') {
    event.preventDefault();
    keys.cancel();
  } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey && event.target instanceof HTMLInputElement) {
    event.preventDefault();
    focusNext(event.currentTarget, event.target);
  }
}

/** React hands on the keys of panels and dialogs that a control opened; they are elsewhere on the page and mind their own. */
function isBeyond(event: KeyboardEvent<HTMLElement>): boolean {
  return !(event.target instanceof HTMLElement) || !event.currentTarget.contains(event.target);
}

/** An open list has its own Enter and Esc. */
function hasOpenList(event: KeyboardEvent<HTMLElement>): boolean {
  return event.target instanceof HTMLElement && event.target.getAttribute('aria-expanded') === 'true';
}

function focusNext(form: HTMLElement, from: HTMLElement): void {
  const controls = [...form.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.tabIndex >= 0 && element.offsetParent !== null,
  );
  // One stop a radio group: the chosen one, or the first.
  const stops = controls.filter(
    (element) =>
      !(element instanceof HTMLInputElement && element.type === 'radio') ||
      element.checked ||
      isFirstRadio(element, controls),
  );
  const next = stops[stops.indexOf(from) + 1] ?? controls[controls.indexOf(from) + 1];
  next?.focus();
  if (next instanceof HTMLInputElement && next.type !== 'radio') next.select();
}

function isFirstRadio(radio: HTMLInputElement, controls: HTMLElement[]): boolean {
  const group = controls.filter(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement && element.type === 'radio' && element.name === radio.name,
  );
  return !group.some((one) => one.checked) && group[0] === radio;
}
