/** What a task still asks for; the kernel checks the same (evalwidgets/tasks/grade.py, compare.py). */
import type { Answer, Criterion, Settings, TaskView } from "../wire";
import { hasValue } from "./answers";
import { askedIn, type AnswerOf } from "./asked";

/** The one required criterion of every comparison. */
export const PREFERENCE = "preference";

type Rule = Settings["require_comment"];

/** Criteria that block the submit, in the order shown. */
export function missingOf(view: TaskView, answerOf: AnswerOf, rule: Rule): string[] {
  if (view.kind === "compare") return preferenceMissing(answerOf(PREFERENCE), rule) ? [PREFERENCE] : [];
  return askedIn(view, answerOf)
    .filter((criterion) => isMissing(criterion, answerOf(criterion.id), rule))
    .map((criterion) => criterion.id);
}

function preferenceMissing(answer: Answer | undefined, rule: Rule): boolean {
  if (!answer?.label) return true;
  return (answer.label !== "tie" && answer.number === null) || (rule === "all" && !said(answer));
}

function isMissing(criterion: Criterion, answer: Answer | undefined, rule: Rule): boolean {
  // An empty choice of several is an answer; any other answer without a value is none.
  if (!answer || !(hasValue(answer) || criterion.kind === "multi_choice"))
    // A comment or a quote on nothing cannot be stored: it needs its answer, or has to go.
    return criterion.required || (answer !== undefined && (said(answer) || answer.evidence.length > 0));
  if (isUnfinished(criterion, answer)) return true;
  const countable = isPresence(criterion);
  const given = (answer.number ?? (answer.label === "met" ? 1 : 0)) > 0;
  const exception = answer.na !== null || (countable && isPenalty(criterion) && given);
  if ((criterion.require_comment || rule === "all" || (rule === "exceptions" && exception)) && !said(answer)) return true;
  // What is absent leaves no words to quote.
  const quotable = answer.na === null && criterion.kind !== "span" && (!countable || given);
  return criterion.require_evidence && quotable && answer.evidence.length === 0;
}

/** Whether the answer has marks without a category or a severity, or things that are not rated yet. */
export function isUnfinished(criterion: Criterion, { na, evidence, labels }: Answer): boolean {
  if (na !== null) return false;
  if (criterion.kind === "span") return evidence.some(({ category, severity }) => category === null || severity === null);
  return criterion.kind === "option_ratings" && labels.length < criterion.subjects.length;
}

/** Whether "met" means that a bad thing is there. */
export function isPenalty({ polarity, points }: Criterion): boolean {
  return polarity === null ? points < 0 : polarity === "bad";
}

/** Whether an answer can say that there is nothing: what is absent takes no points off and leaves no words to quote. */
export function isPresence({ kind }: Criterion): boolean {
  return kind === "binary" || kind === "ternary" || kind === "count";
}

function said(answer: Answer): boolean {
  return (answer.comment ?? "").trim() !== "";
}
