/** Undo and redo without limit: trees share what they have in common, so that a step costs next to nothing. */
import { edited } from "./edits";
import type { Edit } from "./edits";
import type { Key, Node } from "./tree";

interface Step {
  readonly root: Node;
  /** What was changed on the way from here: undo and redo show it. */
  readonly at: Key;
  readonly more: Step | null;
}

export interface History {
  readonly now: Node;
  readonly past: Step | null;
  readonly future: Step | null;
  /** Edits of one run, such as the letters of one field, are undone together. */
  readonly run: string | null;
  /** How many trees there have been: of two drafts of one rubric the one with more is the later. */
  readonly changes: number;
}

export function begun(root: Node, changes = 0): History {
  return { now: root, past: null, future: null, run: null, changes };
}

/** Goes on to the edited tree; an edit of the same `run` as the last one is part of its step. */
export function after(history: History, edit: Edit, run: string | null = null): History {
  const { now, past, changes } = history;
  const next = edited(now, edit);
  if (next === now) return history;
  const joins = run !== null && run === history.run;
  const at = "key" in edit ? edit.key : edit.do === "add" ? edit.node.key : next.key;
  return { now: next, past: joins ? past : { root: now, at, more: past }, future: null, run, changes: changes + 1 };
}

export function undone({ now, past, future, changes }: History): History | null {
  if (past === null) return null;
  return { now: past.root, past: past.more, future: { root: now, at: past.at, more: future }, run: null, changes: changes + 1 };
}

export function redone({ now, past, future, changes }: History): History | null {
  if (future === null) return null;
  return { now: future.root, past: { root: now, at: future.at, more: past }, future: future.more, run: null, changes: changes + 1 };
}

/** The next edit begins a step of its own, whatever its run. */
export function paused(history: History): History {
  return history.run === null ? history : { ...history, run: null };
}
