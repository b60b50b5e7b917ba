/** Choosing sentences to quote by the arrow keys, over all responses of the task. */
import { startStepping, step, steppedQuote, steppedSpan } from "../text/stepping";
import type { Stepping } from "../text/stepping";
import { addQuote, STEPPING } from "./evidence";
import { afterRender, hold, reveal } from "./focus";
import { keyOf } from "./key_names";
import type { Screen } from "./screen";
import { words } from "./words";

export type { Stepping } from "../text/stepping";

export function beginStepping(screen: Screen): void {
  const responses = screen.seat.current.peek()?.texts.responses ?? [];
  const first = responses.map(startStepping).find((stepping) => stepping !== null);
  if (!first) return screen.say(words.evidence.nothing, true);
  // Off the radio, whose own arrow keys would change the answer.
  hold(screen.root);
  screen.notice.value = null;
  show(screen, first, `${words.evidence.stepping}. ${words.evidence.steppingKeys}. `);
}

/** Handles a key while sentences are chosen; another key ends the choosing and keeps its own meaning. */
export function stepKey(screen: Screen, event: KeyboardEvent): boolean {
  const stepping = screen.stepping.peek();
  if (stepping === null || event.key === "Shift") return false;
  const by = direction(event);
  if (by !== 0) {
    show(screen, moved(screen, stepping, by, event.shiftKey));
    return true;
  }
  const key = keyOf(event);
  screen.stepping.value = null;
  if (key !== "Enter" && key !== "e") {
    screen.settle();
    return false;
  }
  const question = screen.question(screen.here.peek());
  if (question) addQuote(screen, question, steppedQuote(stepping));
  return true;
}

function direction({ key }: KeyboardEvent): 1 | -1 | 0 {
  if (key === "ArrowDown" || key === "ArrowRight" || key === "j") return 1;
  return key === "ArrowUp" || key === "ArrowLeft" || key === "k" ? -1 : 0;
}

/** The next sentence; past the end of one answer comes the other. */
function moved(screen: Screen, stepping: Stepping, by: 1 | -1, extend: boolean): Stepping {
  const next = step(stepping, by, extend);
  if (extend || next.head !== stepping.head) return next;
  const responses = screen.seat.current.peek()?.texts.responses ?? [];
  const other = responses[responses.indexOf(stepping.response) + by];
  const begun = other && startStepping(other);
  if (!begun) return next;
  return by > 0 ? begun : { ...begun, anchor: begun.spans.length - 1, head: begun.spans.length - 1 };
}

function show(screen: Screen, stepping: Stepping, before = ""): void {
  screen.stepping.value = stepping;
  const { start, end } = steppedSpan(stepping);
  screen.say(before + stepping.response.text.slice(start, end));
  afterRender(() => {
    const marked = [...screen.root.querySelectorAll(`mark[data-criteria~="${STEPPING}"]`)];
    const head = stepping.head >= stepping.anchor ? marked.at(-1) : marked[0];
    if (head) reveal(head);
  });
}
