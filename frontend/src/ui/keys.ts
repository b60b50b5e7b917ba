/**
 * From a key press to what the expert means by it. Keys never speak while text is typed, except
 * Ctrl/⌘+Enter and Escape; a panel or a list that has taken a key says so by `preventDefault`.
 */
import * as act from "./actions";
import { isTyping } from "./focus";
import { keyOf } from "./key_names";
import type { Screen } from "./screen";
import { stepKey } from "./stepping";

const anywhere: Record<string, (screen: Screen) => void> = {
  "?": (screen) => screen.openPanel("keys"),
  i: (screen) => screen.openPanel("instructions"),
  h: (screen) => screen.openPanel("history"),
  x: act.toggleFull,
  u: act.undo,
};

/** What may be done with a task that is shown or still covered. */
const onTask: Record<string, (screen: Screen) => void> = {
  s: (screen) => screen.openPanel("skip"),
  f: (screen) => screen.openPanel("flag"),
  p: (screen) => screen.openPanel("remark"),
  w: (screen) => screen.lift(),
  PageDown: (screen) => screen.page(1),
  PageUp: (screen) => screen.page(-1),
};

const onCriterion: Record<string, (screen: Screen) => void> = {
  j: (screen) => screen.move(1),
  ArrowDown: (screen) => screen.move(1),
  k: (screen) => screen.move(-1),
  ArrowUp: (screen) => screen.move(-1),
  n: act.notApplicable,
  e: act.quote,
  c: act.comment,
  Backspace: act.clearHere,
  Delete: act.clearHere,
  "+": act.more,
  "-": act.less,
  Enter: act.enter,
};

const REPEATS = new Set(["j", "k", "ArrowDown", "ArrowUp", "PageDown", "PageUp", "+", "-"]);

/** Handles a key press anywhere in the surface. */
export function onKey(screen: Screen, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (take(screen, event)) event.preventDefault();
}

function take(screen: Screen, event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "Enter") {
    if (!event.repeat && screen.panel.peek() === null) act.submit(screen);
    return true;
  }
  // The browser would offer to save the page; everything is saved as it is done.
  if (command && event.key.toLowerCase() === "s") return true;
  if (command || event.altKey) return false;
  if (event.key === "Escape") return act.escape(screen, event.target);
  if (isTyping(event.target) || screen.panel.peek() !== null) return false;
  if (screen.stepping.peek() !== null && stepKey(screen, event)) return true;
  return run(screen, event);
}

function run(screen: Screen, event: KeyboardEvent): boolean {
  const key = keyOf(event);
  if (event.repeat && !REPEATS.has(key)) return false;
  const working = screen.seat.phase.peek() === "working" && screen.seat.current.peek() !== null;
  // Enter and Space belong to the button or the summary that has the focus.
  if (key === "Enter" && event.target instanceof HTMLElement && event.target.closest("button, summary, a") !== null) return false;
  const known = anywhere[key] ?? (working ? onTask[key] : undefined);
  const ready = working && !screen.covered.peek();
  if (known) known(screen);
  else if (ready && onCriterion[key]) onCriterion[key](screen);
  else if (ready && /^[0-9]$/.test(key)) act.digit(screen, Number(key));
  else return false;
  return true;
}
