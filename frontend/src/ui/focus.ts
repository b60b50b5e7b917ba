/**
 * Where the focus goes. It must never fall out of the root: JupyterLab would take the next keys as
 * its own, and `d d` deletes the cell.
 */

/** Puts the focus on the surface before what has it may be removed. */
export function hold(root: ShadowRoot): void {
  root.querySelector<HTMLElement>("[part=surface]")?.focus({ preventScroll: true });
}

/** The row of a criterion. */
export function rowOf(root: ShadowRoot, criterion: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-criterion="${CSS.escape(criterion)}"]`);
}

/**
 * Focuses a row: the chosen radio, else the first control that takes no typing, else the row itself,
 * so that the keys of the screen keep working and a screen reader reads the criterion.
 */
export function focusRow(root: ShadowRoot, criterion: string, scroll = true): void {
  const row = rowOf(root, criterion);
  if (row === null) return;
  const radio = row.querySelector<HTMLElement>("input[type=radio]:checked:not([data-na])");
  const target = radio ?? row.querySelector<HTMLElement>("[data-control] :is(input[type=radio], input[type=checkbox])");
  const typed = row.querySelector("[data-control] :is(input[type=number], textarea)");
  (typed === null ? (target ?? row) : row).focus({ preventScroll: true });
  if (scroll) reveal(row);
}

/** Scrolls an element into view inside the widget only: the notebook stays where it is. */
export function reveal(element: Element): void {
  const pane = element.closest("[data-scroll]");
  if (pane === null || pane.scrollHeight <= pane.clientHeight) {
    const outer = pane?.parentElement?.closest("[data-scroll]");
    if (outer) within(outer, element);
    return;
  }
  within(pane, element);
}

function within(pane: Element, element: Element): void {
  const box = pane.getBoundingClientRect();
  const { top, bottom } = element.getBoundingClientRect();
  const room = 12;
  if (top < box.top + room) pane.scrollTop += top - box.top - room;
  else if (bottom > box.bottom - room) pane.scrollTop += Math.min(bottom - box.bottom + room, top - box.top - room);
}

/** Whether keys typed here are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox";
}

/**
 * Runs `then` after the render that a signal changed just now brings. Preact renders in one microtask,
 * queued at the change; an effect may run before that is queued, hence the second turn.
 */
export function afterRender(then: () => void): void {
  queueMicrotask(() => queueMicrotask(then));
}
