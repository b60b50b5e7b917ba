/** Trying a draft out: a few answers graded by it, and what they show about its criteria. */
import type { Answer, Criterion } from "../wire";
import type { Tried } from "./preview_seat";

export const MOST = 5;

export interface TryOut {
  readonly items: readonly number[];
  readonly tried: readonly Tried[];
}

/** How one criterion did. */
export interface Use {
  readonly criterion: Criterion;
  /** What was answered, item by item, in words; null where it was not. */
  readonly answers: readonly (string | null)[];
  /** Two answers or more, all the same: it may not tell good answers from bad ones. */
  readonly never: boolean;
  /** Mean time in milliseconds, where it was answered. */
  readonly ms: number | null;
}

export function usesOf(criteria: readonly Criterion[], tried: readonly Tried[]): Use[] {
  return criteria.map((criterion) => {
    const given = tried.map(({ answers }) => answers.find((answer) => answer.criterion === criterion.id));
    const answers = given.map((answer) => (answer ? inWords(criterion, answer) : null));
    const said = answers.filter((answer) => answer !== null);
    const times = tried.map(({ spent }) => spent.get(criterion.id)).filter((ms) => ms !== undefined);
    const ms = times.length === 0 ? null : times.reduce((sum, one) => sum + one, 0) / times.length;
    return { criterion, answers, never: said.length > 1 && new Set(said).size === 1 && criterion.kind !== "text", ms };
  });
}

function inWords(criterion: Criterion, { na, label, labels, number, text }: Answer): string {
  if (na !== null) return "N/A";
  const options = "options" in criterion ? criterion.options : [];
  const named = (id: string) => options.find((option) => option.id === id)?.label ?? id;
  if (labels.length > 0) return labels.map(named).join(", ");
  if (label !== null) return named(label);
  return text ?? (number === null ? "–" : String(number));
}
