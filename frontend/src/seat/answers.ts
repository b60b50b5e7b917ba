/** Answers as values: an empty one to start from, and what of one may be kept or sent. */
import type { Answer, Evidence } from "../wire";

/** An answer that says nothing yet. */
export function blank(criterion: string): Answer {
  return { criterion, number: null, label: null, labels: [], text: null, na: null, comment: null, evidence: [] };
}

/** A quote by its positions in code points; the kernel cuts the words. */
export function quote(response: string, start: number, end: number): Evidence {
  return { response, start, end, exact: "", prefix: "", suffix: "", category: null, severity: null };
}

/** The answer without quoted words: no text of an item is kept in a browser's storage. */
export function positionsOnly(answer: Answer): Answer {
  if (answer.evidence.every((mark) => !mark.exact && !mark.prefix && !mark.suffix)) return answer;
  return { ...answer, evidence: answer.evidence.map((mark) => ({ ...mark, exact: "", prefix: "", suffix: "" })) };
}

/** Whether the answer says anything by itself; a comment alone does not. */
export function hasValue(answer: Answer): boolean {
  return (
    answer.na !== null ||
    answer.number !== null ||
    answer.label !== null ||
    answer.labels.length > 0 ||
    (answer.text ?? "").trim() !== ""
  );
}
