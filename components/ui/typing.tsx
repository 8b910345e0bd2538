/** True while single-key shortcuts must stay out of the way: in fields, open dialogs, with modifiers, or when switched off. */
export function shortcutsBlocked(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return true;
  if (document.documentElement.dataset["shortcuts"] === "off") return true;
  if (document.querySelector("dialog:modal, :popover-open") !== null) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input:not([type=checkbox]), textarea, select") !== null;
}
