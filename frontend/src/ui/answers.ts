/** Plain functions on answers; a new value keeps the comment and the quotes that were there. */
import { blank } from "../seat/answers";
import type { Answer } from "../wire";

/** The part of an answer that says something. */
export type Value = Partial<Pick<Answer, "number" | "label" | "labels" | "text" | "na">>;

/** `answer` with another value in place of its old one. */
export function withValue(criterion: string, answer: Answer | undefined, value: Value): Answer {
  return { ...blank(criterion), comment: answer?.comment ?? null, evidence: answer?.evidence ?? [], ...value };
}
