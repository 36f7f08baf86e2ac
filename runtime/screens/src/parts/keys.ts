// When a single-letter key is a command, and when it is just typing.

/**
 * True when a key belongs to the page: no modifier, nobody composing Chinese, no field, menu or dialog has it.
 * `keyCode 229` is how older Chromium says that an input method has the key.
 */
export function isPageKey(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return true;
  if (target.isContentEditable || target.closest('input:not([type=checkbox]), textarea, select')) return false;
  return !target.closest(
    '[role=dialog], [role=menu], [role=listbox], [role=combobox], [role=presentation].MuiModal-root',
  );
}

/** True while Enter belongs to the input method and must not submit. */
export function isComposing(event: { nativeEvent: Event }): boolean {
  const native = event.nativeEvent;
  return native instanceof KeyboardEvent && (native.isComposing || native.keyCode === 229);
}
