/** Progress as the expert sees it: the kernel's count and what is still on its way there. */
import type { Progress } from "../wire";
import type { Entry } from "./outbox";

export const NONE: Progress = { submitted: 0, skipped: 0, flagged: 0, total: null };

export function withWaiting(counted: Progress, entries: readonly Entry[]): Progress {
  const sum = { ...counted };
  for (const entry of entries) {
    if (entry.op === "judge" && entry.payload.supersedes === null) sum[entry.payload.status] += 1;
    if (entry.op === "undo" && entry.undoes?.supersedes === null) sum[entry.undoes.status] -= 1;
  }
  return sum;
}
