/**
 * A criterion as the screen asks it. Every kind of criterion, and the preference of a comparison,
 * comes down to one of seven forms; rows and keys know forms only, so a new kind costs a case here.
 */
import { hasValue } from "../seat/answers";
import { isPenalty, isPresence, isUnfinished } from "../seat/required";
import type { Answer, Criterion, Group, NaReason, Settings, Subject, TaskView } from "../wire";
import { comparing } from "./comparing";
import { signed, words } from "./words";

/** The part of an answer that says something. */
export type Value = Partial<Pick<Answer, "number" | "label" | "labels" | "text" | "na">>;

export interface Choice {
  /** Unique within its question. */
  id: string;
  label: string;
  /** What a screen reader says where the label alone would say too little. */
  spoken?: string;
  /** What it means in practice; may be empty. */
  anchor: string;
  value: Value;
  /** Chosen, it takes points off. */
  bad: boolean;
}

export type Form = "segments" | "preference" | "checks" | "number" | "text" | "marks" | "ratings";

export interface Question {
  id: string;
  text: string;
  help: string;
  /** Points or "required", in words; `penalty` colours what the words say already. */
  tag: string;
  penalty: boolean;
  required: boolean;
  form: Form;
  choices: readonly Choice[];
  naReasons: readonly NaReason[];
  /** Of numbers: bounds, step and unit. A count starts at 0 and is stepped by quotes too. */
  bounds: { minimum: number; maximum: number; step: number; unit: string; count: boolean } | null;
  maxLength: number;
  /** Of marks: what one may say. */
  marks: { categories: readonly string[]; severities: readonly string[]; most: number } | null;
  /** Of ratings: what is rated, each by one of the choices. */
  subjects: readonly Subject[];
  criterion: Criterion | null;
}

/** What every control gets. */
export interface ControlProps {
  question: Question;
  answer: Answer | undefined;
}

export interface QuestionGroup {
  id: string;
  title: string;
  description: string;
  questions: readonly Question[];
}

/** The questions of a task, in the order shown. */
export function questionsOf(view: TaskView, settings: Settings): QuestionGroup[] {
  return view.kind === "compare" ? comparing(view) : view.groups.map((group) => asked(group, settings));
}

/** Which of the choices an answer is; -1 for none. */
export function chosenIndex(question: Question, answer: Answer | undefined): number {
  if (answer === undefined || answer.na !== null || answer.label === null) return -1;
  return question.choices.findIndex(
    ({ value }) => value.label === answer.label && (question.form !== "preference" || (value.number ?? null) === answer.number),
  );
}

/** Whether the answer says anything; several-of-many may say "none" on purpose. */
export function isAnswered(question: Question, answer: Answer | undefined): boolean {
  if (answer === undefined || (question.criterion !== null && isUnfinished(question.criterion, answer))) return false;
  return question.form === "checks" || hasValue(answer);
}

/** What a required answer still lacks; the kernel checks the same on submit. */
export function dueOf(question: Question, answer: Answer | undefined, settings: Settings): keyof typeof words.rubric.missing | null {
  const { criterion } = question;
  if (criterion !== null && answer && isUnfinished(criterion, answer)) return question.form === "marks" ? "mark" : "answer";
  if (!isAnswered(question, answer)) return question.required || hasExtras(answer) ? "answer" : null;
  const commented = (answer?.comment ?? "").trim() !== "";
  if (criterion === null) return question.form === "preference" && settings.require_comment === "all" && !commented ? "comment" : null;
  const absent = isPresence(criterion) && !(answer?.number ?? 0);
  const exception = answer?.na !== null || (isPresence(criterion) && isPenalty(criterion) && !absent);
  const demanded =
    criterion.require_comment ||
    settings.require_comment === "all" ||
    (settings.require_comment === "exceptions" && exception);
  if (demanded && !commented) return "comment";
  const quotable = criterion.require_evidence && question.form !== "marks" && answer?.na === null && !absent;
  return quotable && answer.evidence.length === 0 ? "evidence" : null;
}

function hasExtras(answer: Answer | undefined): boolean {
  return (answer?.comment ?? "").trim() !== "" || (answer?.evidence.length ?? 0) > 0;
}

function asked(group: Group, settings: Settings): QuestionGroup {
  return {
    id: group.id,
    title: group.title,
    description: group.description,
    questions: group.criteria.map((criterion) => question(criterion, settings)),
  };
}

const made = new WeakMap<Criterion, { settings: Settings; question: Question }>();

/** The same criterion, by the same settings, is the same question: its row need not render again. */
function question(criterion: Criterion, settings: Settings): Question {
  const known = made.get(criterion);
  if (known?.settings === settings) return known.question;
  const question = asQuestion(criterion, settings);
  made.set(criterion, { settings, question });
  return question;
}

function asQuestion(criterion: Criterion, settings: Settings): Question {
  const allowed = criterion.na.allow ? settings.na_reasons.filter((reason) => criterion.na.reasons.includes(reason)) : [];
  return {
    id: criterion.id,
    text: criterion.text,
    help: criterion.help,
    tag: tagOf(criterion),
    penalty: isPenalty(criterion),
    required: criterion.required,
    form: formOf(criterion),
    choices: choicesOf(criterion),
    naReasons: allowed,
    bounds: boundsOf(criterion),
    maxLength: criterion.kind === "text" ? criterion.max_length : 0,
    marks: marksOf(criterion),
    subjects: criterion.kind === "option_ratings" ? criterion.subjects : [],
    criterion,
  };
}

function formOf({ kind }: Criterion): Form {
  if (kind === "multi_choice") return "checks";
  if (kind === "numeric" || kind === "count") return "number";
  if (kind === "span") return "marks";
  if (kind === "option_ratings") return "ratings";
  return kind === "text" ? "text" : "segments";
}

function tagOf(criterion: Criterion): string {
  const { kind, points, required } = criterion;
  const said: string[] = [];
  if (points !== 0 && kind === "count") said.push(words.rubric.each(points, criterion.maximum));
  else if (isPenalty(criterion) && (kind === "binary" || kind === "ternary")) said.push(words.rubric.penalty(points));
  else if (points !== 0) said.push(signed(points));
  if (!required) said.push(words.rubric.optional);
  return said.length === 0 ? words.rubric.required : said.join(" · ");
}

function choicesOf(criterion: Criterion): Choice[] {
  const penalty = isPenalty(criterion);
  switch (criterion.kind) {
    case "binary":
      return [
        { id: "met", label: penalty ? words.rubric.present : words.rubric.met, anchor: "", value: { label: "met", number: 1 }, bad: penalty },
        { id: "unmet", label: penalty ? words.rubric.notPresent : words.rubric.notMet, anchor: "", value: { label: "unmet", number: 0 }, bad: false },
      ];
    case "ternary":
      return [
        { id: "met", label: penalty ? words.rubric.present : words.rubric.met, anchor: "", value: { label: "met", number: 1 }, bad: penalty },
        { id: "partly", label: words.rubric.partly, anchor: "", value: { label: "partly", number: criterion.partial }, bad: penalty },
        { id: "unmet", label: penalty ? words.rubric.notPresent : words.rubric.notMet, anchor: "", value: { label: "unmet", number: 0 }, bad: false },
      ];
    case "ordinal":
    case "choice":
    case "multi_choice":
    case "option_ratings":
      return criterion.options.map(({ id, label, value, anchor }) => ({ id, label, anchor, value: { label: id, number: value }, bad: false }));
    default:
      return [];
  }
}

function marksOf(criterion: Criterion): Question["marks"] {
  if (criterion.kind !== "span") return null;
  const categories = Object.entries(criterion.taxonomy).flatMap(([name, kinds]) => (kinds.length === 0 ? [name] : kinds.map((kind) => `${name}/${kind}`)));
  return { categories, severities: Object.keys(criterion.severities), most: criterion.max_marks ?? Infinity };
}

function boundsOf(criterion: Criterion): Question["bounds"] {
  if (criterion.kind === "count") return { minimum: 0, maximum: criterion.maximum, step: 1, unit: words.rubric.times, count: true };
  if (criterion.kind !== "numeric") return null;
  const { minimum, maximum, step, unit } = criterion;
  return { minimum, maximum, step, unit, count: false };
}
