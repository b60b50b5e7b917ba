/** From a key press in the designer to what is meant by it; keys are letters while text is typed. */
import { isTyping } from "../ui/focus";
import { keyOf } from "../ui/key_names";
import type { DesignScreen } from "./screen";

const onLine: Record<string, (screen: DesignScreen) => void> = {
  j: (screen) => screen.move(1),
  ArrowDown: (screen) => screen.move(1),
  k: (screen) => screen.move(-1),
  ArrowUp: (screen) => screen.move(-1),
  Home: (screen) => screen.move(-Infinity),
  End: (screen) => screen.move(Infinity),
  a: (screen) => screen.add("criterion"),
  g: (screen) => screen.add("group"),
  d: (screen) => screen.duplicate(),
  e: (screen) => screen.open(screen.place.node.key),
  Enter: (screen) => screen.open(screen.place.node.key),
  Delete: (screen) => screen.remove(),
  Backspace: (screen) => screen.remove(),
  ".": (screen) => screen.nextNote(),
  v: (screen) => screen.toPreview(),
  x: (screen) => (screen.full.value = !screen.full.peek()),
  "?": (screen) => screen.openPanel("keys"),
};

const withAlt: Record<string, (screen: DesignScreen) => void> = {
  ArrowUp: (screen) => screen.step(-1),
  ArrowDown: (screen) => screen.step(1),
  ArrowRight: (screen) => screen.nest(1),
  ArrowLeft: (screen) => screen.nest(-1),
};

const REPEATS = new Set(["j", "k", "ArrowDown", "ArrowUp"]);

/** Undo, redo and save, wherever the focus is: in the preview too, which keeps its own keys to itself. */
export function onCommand(screen: DesignScreen, event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  if (key === "s") void screen.save();
  else if (key === "z" && screen.panel.peek() === null) screen.back(event.shiftKey ? "redo" : "undo");
  else if (key === "y" && screen.panel.peek() === null) screen.back("redo");
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function onKey(screen: DesignScreen, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (taken(screen, event)) event.preventDefault();
}

function taken(screen: DesignScreen, event: KeyboardEvent): boolean {
  if (event.key === "Escape") return escape(screen);
  if (screen.panel.peek() !== null || event.ctrlKey || event.metaKey) return false;
  const { target } = event;
  const typing = isTyping(target) || target instanceof HTMLSelectElement;
  if (event.altKey) return !typing && run(screen, withAlt[event.key]);
  if (typing) return false;
  const key = keyOf(event) || event.key;
  // Enter belongs to the button or the summary that has the focus.
  if (key === "Enter" && target instanceof HTMLElement && target.closest("button, summary") !== null) return false;
  if (event.repeat && !REPEATS.has(key)) return false;
  return run(screen, onLine[key]);
}

function run(screen: DesignScreen, act: ((screen: DesignScreen) => void) | undefined): boolean {
  if (!act || screen.design.phase.peek() !== "working") return false;
  act(screen);
  return true;
}

function escape(screen: DesignScreen): boolean {
  if (screen.panel.peek() !== null) screen.closePanel();
  else if (screen.editing.peek() !== null) screen.close();
  else if (screen.full.peek()) screen.full.value = false;
  else return false;
  return true;
}
