/** The saved state in words: never "saved" before the commit, and always why not. */
import type { Trouble } from "./line";
import type { SavedState } from "./types";

export interface Unsaved {
  /** Judgments (and undos) that wait for their acknowledgement. */
  readonly waiting: number;
  /** Unsubmitted answers that the kernel does not have yet. */
  readonly draft: boolean;
  /** There is no task to show, and the next one is asked for. */
  readonly starved: boolean;
  readonly trouble: Trouble | null;
  /** The sentence on the last judgment that the kernel did not take. */
  readonly refused: string | null;
  /** What is kept here survives the page. */
  readonly durable: boolean;
}

const SAVED: SavedState = { state: "saved" };
const SAVING: SavedState = { state: "saving" };

export function savedState({ waiting, draft, starved, trouble, refused, durable }: Unsaved): SavedState {
  const open = waiting > 0 || draft || starved;
  if (open && trouble) return { state: "unsaved", waiting, why: trouble.why, message: sentence(trouble, waiting, draft, durable) };
  if (refused !== null)
    return { state: "unsaved", waiting, why: "refused", message: refused };
  return waiting > 0 || draft ? SAVING : SAVED;
}

function sentence(trouble: Trouble, waiting: number, draft: boolean, durable: boolean): string {
  const what = waiting > 0 ? `${waiting} ${waiting === 1 ? "answer is" : "answers are"}` : "what you entered is";
  const plural = waiting > 1;
  if (waiting === 0 && !draft) return starved(trouble);
  if (trouble.why === "gone")
    return durable
      ? `Not saved yet: the kernel was stopped. Run this cell again; ${what} kept in this browser.`
      : `Not saved yet: the kernel was stopped. Run this cell again and keep this page open; ${what} kept here.`;
  const kept = `${what.charAt(0).toUpperCase()}${what.slice(1)} kept here and ${plural ? "go" : "goes"} out by ${plural ? "themselves" : "itself"}.`;
  const why = trouble.message ?? "the notebook is busy.";
  return `Not saved yet: ${why} ${kept}`;
}

function starved(trouble: Trouble): string {
  if (trouble.why === "gone") return "The next task cannot come: the kernel was stopped. Run this cell again.";
  if (trouble.message === undefined) return "The next task is on its way: the notebook is busy.";
  return `The next task cannot come: ${trouble.message}`;
}
