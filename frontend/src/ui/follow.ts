/** What the screen does when the seat changes by itself: another task, another phase, saved or not. */
import { batch, effect } from "@preact/signals";
import { afterRender, hold } from "./focus";
import type { Screen } from "./screen";
import { words } from "./words";

export function follow(screen: Screen, end: AbortSignal): void {
  const stops = [followPhase(screen), followTasks(screen), followSaving(screen)];
  end.addEventListener("abort", () => stops.forEach((stop) => stop()));
}

/** What had the focus goes with the task; the focus stays inside. */
function followPhase(screen: Screen): () => void {
  return effect(() => {
    const phase = screen.seat.phase.value;
    if (screen.root.activeElement !== null) hold(screen.root);
    if (phase !== "working") screen.panel.value = null;
  });
}

/** Starts each task afresh: the first criterion, the top of the text, nothing open. */
function followTasks(screen: Screen): () => void {
  let last: number | null = null;
  let first = true;
  return effect(() => {
    const ticket = screen.seat.current.value?.ticket;
    const at = ticket?.view.task ?? null;
    if (at === last) return;
    last = at;
    const opening = first;
    first = false;
    batch(() => {
      screen.open.value = null;
      screen.typed.value = null;
      screen.stepping.value = null;
      screen.marked.value = new Set();
      screen.notice.value = null;
      screen.here.value = screen.questions.peek()[0]?.id ?? null;
    });
    const { total } = screen.seat.progress.peek();
    const where = ticket && !opening ? words.say.task(ticket.position, total) : "";
    const cover = screen.covered.peek() ? words.cover.first : "";
    if (where !== "" || cover !== "") screen.say([where, cover].filter(Boolean).join(". "));
    const inside = screen.root.activeElement !== null;
    if (inside) hold(screen.root);
    afterRender(() => {
      for (const pane of screen.root.querySelectorAll("[data-scroll]")) pane.scrollTop = 0;
      if (inside) screen.settle(false);
    });
  });
}

/** Says when saving stops working, and when it works again. */
function followSaving(screen: Screen): () => void {
  let unsaved = false;
  return effect(() => {
    const saved = screen.seat.saved.value;
    if (saved.state === "unsaved" && !unsaved) screen.say(saved.message);
    if (saved.state === "saved" && unsaved) screen.say(words.saved.again);
    if (saved.state !== "saving") unsaved = saved.state === "unsaved";
  });
}
