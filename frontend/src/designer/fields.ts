/** Which fields a line has, in the order shown; what is not here is written as YAML. */
import type { Sort } from "./tree";

export type Shape =
  /** Words on one line, on several, or separated by commas; a number; yes or no; one of several. */
  | "line" | "lines" | "list" | "number" | "flag" | readonly (readonly [value: string, label: string])[];

export interface Field {
  /** The field, or a field in it: "gate.kind". */
  readonly name: string;
  readonly label: string;
  readonly shape: Shape;
  /** What it is where the data does not say. */
  readonly otherwise?: unknown;
  /** Only for these kinds of criterion. */
  readonly kinds?: readonly string[];
  /** Among those that are folded away. */
  readonly more?: boolean;
}

const pairs = (...values: string[]) => values.map((value) => [value, value.replaceAll("_", " ")] as const);
const REACH = ["binary", "ternary", "ordinal", "numeric", "count"];

export const fields: Record<Sort, readonly Field[]> = {
  rubric: [
    { name: "title", label: "Title", shape: "line" },
    { name: "version", label: "Version", shape: "line", otherwise: "1.0.0" },
    { name: "instructions", label: "Instructions (markdown)", shape: "lines" },
    { name: "description", label: "Description, for researchers", shape: "lines", more: true },
    { name: "id", label: "Id", shape: "line", more: true },
    { name: "language", label: "Language", shape: "line", otherwise: "en", more: true },
    { name: "unit", label: "An answer is about a", shape: pairs("response", "turn", "step", "option", "pair", "conversation"), otherwise: "response", more: true },
    { name: "scoring.rule", label: "Score", shape: pairs("points_over_positive", "points_min_max", "weight_mean", "pass_rate", "all_pass", "tree", "reverse_mean", "mqm", "edit_sum"), otherwise: "points_over_positive", more: true },
    { name: "scoring.na", label: "Not applicable counts as", shape: [["drop", "not there"], ["zero", "zero"], ["unscored", "no score"]], otherwise: "drop", more: true },
    { name: "licence", label: "Licence", shape: "line", more: true },
    { name: "authors", label: "Authors", shape: "list", more: true },
  ],
  group: [
    { name: "title", label: "Title", shape: "line" },
    { name: "description", label: "Description", shape: "lines" },
    { name: "id", label: "Id", shape: "line", more: true },
    { name: "weight", label: "Weight", shape: "number", otherwise: 1, more: true },
    { name: "tags", label: "Tags of all within", shape: "list", more: true },
  ],
  criterion: [
    { name: "text", label: "What is asked", shape: "lines" },
    { name: "kind", label: "Answer", shape: [], otherwise: "binary" },
    { name: "points", label: "Points", shape: "number", otherwise: 0 },
    { name: "partial", label: "“Partly” is worth", shape: "number", otherwise: 0.5, kinds: ["ternary"] },
    { name: "minimum", label: "From", shape: "number", kinds: ["numeric"] },
    { name: "maximum", label: "To", shape: "number", kinds: ["numeric"] },
    { name: "step", label: "In steps of", shape: "number", otherwise: 1, kinds: ["numeric"] },
    { name: "unit", label: "Unit", shape: "line", kinds: ["numeric"] },
    { name: "maximum", label: "At most", shape: "number", otherwise: 99, kinds: ["count"] },
    { name: "max_length", label: "Characters at most", shape: "number", otherwise: 10_000, kinds: ["text"] },
    { name: "help", label: "What is meant", shape: "lines" },
    { name: "required", label: "Must be answered", shape: "flag", otherwise: true, more: true },
    { name: "na.allow", label: "May be “not applicable”", shape: "flag", otherwise: true, more: true },
    { name: "require_comment", label: "Needs a comment", shape: "flag", otherwise: false, more: true },
    { name: "require_evidence", label: "Needs a quote", shape: "flag", otherwise: false, more: true },
    { name: "reverse", label: "Lower is better", shape: "flag", otherwise: false, kinds: ["ordinal", "numeric", "count"], more: true },
    { name: "id", label: "Id", shape: "line", more: true },
    { name: "weight", label: "Weight", shape: "number", more: true },
    { name: "polarity", label: "“Met” is", shape: [["", "as the points say"], ["good", "good"], ["bad", "bad"]], otherwise: "", kinds: ["binary", "ternary", "count"], more: true },
    { name: "tags", label: "Tags", shape: "list", more: true },
    { name: "needs", label: "Only if these are met (ids)", shape: "list", more: true },
    { name: "gate.kind", label: "Gate", shape: [["", "none"], ["hurdle", "hurdle: total 0"], ["cap", "cap: at most"], ["multiplier", "multiplier: times"], ["penalty", "penalty: less"]], otherwise: "", kinds: REACH, more: true },
    { name: "gate.when", label: "… when answered (unmet, an option’s id)", shape: "list", kinds: ["binary", "ternary", "ordinal"], more: true },
    { name: "gate.value", label: "… by", shape: "number", kinds: REACH, more: true },
  ],
};
