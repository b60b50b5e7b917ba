/* Generated from evalwidgets/widgets/wire.py by scripts/wire_types.py: run `make types`, never edit by hand. */

export const VERSION = 1;

export type Op = Request["op"];
export type Criterion = Group["criteria"][number];
export type NaReason = Settings["na_reasons"][number];

/** What each operation takes and gives. */
export interface Operations {
  bundle: { payload: BundleRequest; result: Bundle };
  open: { payload: OpenRequest; result: Opened };
  deck: { payload: DeckRequest; result: Deck };
  judge: { payload: JudgeRequest; result: Judged };
  undo: { payload: UndoRequest; result: Undone };
  draft: { payload: DraftRequest; result: Saved };
  list: { payload: HistoryRequest; result: History };
  visit: { payload: VisitRequest; result: Ticket };
  remark: { payload: RemarkRequest; result: Remark };
  remarks: { payload: RemarksRequest; result: Remarks };
}

/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "JsonValue".
 */
export type JsonValue = unknown;

export interface Wire {}

/**
 * What an expert answered to one criterion; exactly one of the value fields, or `na`, is set.
 */
export interface Answer {
  criterion: string;
  number: number | null;
  label: string | null;
  labels: string[];
  text: string | null;
  na: ("not_applicable" | "missing_context" | "unclear_criterion" | "contested" | "outside_expertise") | null;
  comment: string | null;
  evidence: Evidence[];
}

/**
 * A quote from a response that supports an answer.
 */
export interface Evidence {
  response: string;
  start: number;
  end: number;
  exact: string;
  prefix: string;
  suffix: string;
  category: string | null;
  severity: string | null;
}

/**
 * What a task asks: the rubric, by its hash, and which of its criteria; None: all of them.
 */
export interface Asked {
  rubric: string;
  criteria: string[] | null;
}

/**
 * Met or not met; for a penalty, present or not present.
 */
export interface Binary {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "binary";
}

/**
 * What an answer does to the total beyond its points.
 */
export interface Gate {
  when: string[];
  at_least: number | null;
  at_most: number | null;
  kind: "hurdle" | "cap" | "multiplier" | "penalty";
  value: number | null;
}

/**
 * A criterion that has to be answered in a certain way before another one is asked.
 */
export interface Need {
  when: string[];
  at_least: number | null;
  at_most: number | null;
  criterion: string;
}

/**
 * Whether "not applicable" may be answered, and with which reasons.
 */
export interface NotApplicable {
  allow: boolean;
  reasons: ("not_applicable" | "missing_context" | "unclear_criterion" | "contested" | "outside_expertise")[];
}

/**
 * The app's code, one ES module.
 */
export interface Bundle {
  hash: string;
  code: string;
}

/**
 * Asks for the app's code by its content hash.
 */
export interface BundleRequest {
  hash: string;
}

/**
 * One of several options without an order.
 */
export interface Choice {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "choice";
  options: Option[];
}

/**
 * One of the answers a criterion offers; `anchor` says what it means in practice.
 */
export interface Option {
  id: string;
  label: string;
  value: number | null;
  anchor: string;
}

/**
 * How often something occurs; `points` count for each occurrence.
 */
export interface Count {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "count";
  maximum: number;
}

/**
 * The current task and the next ones, in order; empty when all is done.
 */
export interface Deck {
  tickets: Ticket[];
  progress: Progress;
}

/**
 * A task handed out, with what the expert has answered so far.
 */
export interface Ticket {
  view: TaskView;
  position: number;
  draft: Draft;
  judgment: string | null;
  status: string | null;
}

/**
 * One task, as its expert sees it.
 */
export interface TaskView {
  task: number;
  kind: string;
  prompt: MessageView[];
  responses: ResponseView[];
  reference: string | null;
  context: DocumentView[];
  details: {
    [k: string]: string;
  };
  warnings: string[];
  groups: Group[];
  asked: Asked | null;
}

/**
 * One turn of a chat.
 */
export interface MessageView {
  role: string;
  text: string;
}

/**
 * A response under its letter; `model` is set only where the protocol does not blind.
 */
export interface ResponseView {
  key: string;
  messages: MessageView[];
  model: string | null;
}

/**
 * A context document.
 */
export interface DocumentView {
  title: string;
  text: string;
}

/**
 * Criteria that belong together under one heading, and groups within it.
 */
export interface Group {
  id: string;
  title: string;
  description: string;
  weight: number;
  tags: string[];
  criteria: (Binary | Ternary | Ordinal | Numeric | Choice | MultiChoice | Count | Text | Span | OptionRatings)[];
  groups: Group[];
  extra: {
    [k: string]: JsonValue;
  };
}

/**
 * Met, partly met or not met; `partial` is what "partly" is worth.
 */
export interface Ternary {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "ternary";
  partial: number;
}

/**
 * One of several anchored options in order, each with a value.
 */
export interface Ordinal {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "ordinal";
  options: Option[];
}

/**
 * A number between two bounds.
 */
export interface Numeric {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "numeric";
  minimum: number;
  maximum: number;
  step: number;
  unit: string;
}

/**
 * Any number of several options.
 */
export interface MultiChoice {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "multi_choice";
  options: Option[];
}

/**
 * The expert's own words.
 */
export interface Text {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "text";
  max_length: number;
}

/**
 * Marked words, each with a category of error and how severe it is.
 */
export interface Span {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "span";
  taxonomy: {
    [k: string]: string[];
  };
  severities: {
    [k: string]: number;
  };
  overrides: {
    [k: string]: number;
  };
  max_marks: number | null;
}

/**
 * One rating for each of several subjects, whether the response names it or leaves it out.
 */
export interface OptionRatings {
  id: string;
  text: string;
  help: string;
  points: number;
  weight: number | null;
  weight_class: string | "";
  reverse: boolean;
  polarity: ("good" | "bad") | null;
  gate: Gate | null;
  needs: Need[];
  scope: ("response" | "turn" | "step" | "option" | "pair" | "conversation") | null;
  required: boolean;
  na: NotApplicable;
  require_comment: boolean;
  require_evidence: boolean;
  tags: string[];
  extra: {
    [k: string]: JsonValue;
  };
  kind: "option_ratings";
  subjects: Subject[];
  options: Option[];
}

/**
 * One of the things that an option rating rates, such as a drug that the answer may name or leave out.
 */
export interface Subject {
  id: string;
  label: string;
  anchor: string;
}

/**
 * An expert's unsubmitted answers; of two, the one with more `changes` is the later.
 */
export interface Draft {
  answers: Answer[];
  note: string;
  changes: number;
  active_ms: number;
  idle_ms: number;
  rubric: string;
}

/**
 * How far this expert is; `total` is None while it cannot be known.
 */
export interface Progress {
  submitted: number;
  skipped: number;
  flagged: number;
  total: number | null;
}

/**
 * Asks for tasks to hold, at most `n`; `holding` are those the browser has already.
 */
export interface DeckRequest {
  n: number;
  holding: number[];
}

/**
 * Unsubmitted answers to keep.
 */
export interface DraftRequest {
  task: number;
  draft: Draft;
}

/**
 * What the kernel says unasked.
 */
export interface Event {
  v: number;
  event: "continued_elsewhere" | "closed";
}

/**
 * Judged tasks, latest first.
 */
export interface History {
  entries: HistoryEntry[];
  more: boolean;
}

/**
 * One judged task; `title` is the start of its prompt.
 */
export interface HistoryEntry {
  seq: number;
  judgment: string;
  task: number;
  position: number;
  status: string;
  title: string;
  at: number;
  amended: boolean;
}

/**
 * Asks for judged tasks, latest first, older than the sequence number `before`.
 */
export interface HistoryRequest {
  before: number | null;
  limit: number;
}

/**
 * A judgment to store: submitted, skipped or flagged.
 */
export interface JudgeRequest {
  judgment: string;
  task: number;
  status: "submitted" | "skipped" | "flagged";
  answers: Answer[];
  reason: string | null;
  note: string | null;
  supersedes: string | null;
  asked: Asked | null;
  active_ms: number;
  idle_ms: number;
  changes: number;
}

/**
 * The judgment is committed; `amended` if it replaced an earlier one of the same expert.
 */
export interface Judged {
  judgment: string;
  amended: boolean;
  progress: Progress;
}

/**
 * Takes the seat (again): a widget that has been taken over may open only with `take`.
 */
export interface OpenRequest {
  take: boolean;
}

/**
 * Everything the screen needs at first.
 */
export interface Opened {
  study: string;
  seat: string;
  kind: string;
  title: string;
  rubric: string;
  rubric_version: string;
  rubric_hash: string;
  instructions: string;
  examples: WorkedExample[];
  settings: Settings;
  deck: Deck;
}

/**
 * A response with the answers that a careful expert would give; texts are markdown.
 */
export interface WorkedExample {
  title: string;
  quality: "good" | "flawed";
  prompt: string;
  response: string;
  answers: WorkedAnswer[];
  explanation: string;
}

/**
 * What a worked example answers to one criterion, in words.
 */
export interface WorkedAnswer {
  criterion: string;
  answer: string;
}

/**
 * The protocol's rules that the screen needs.
 */
export interface Settings {
  require_comment: "rubric" | "exceptions" | "all";
  block_minutes: number | null;
  idle_seconds: number;
  na_reasons: ("not_applicable" | "missing_context" | "unclear_criterion" | "contested" | "outside_expertise")[];
}

/**
 * A remark as it was stored; `verdict` and its `reason` are None while nobody has answered.
 */
export interface Remark {
  remark: string;
  kind: "propose" | "unclear";
  text: string;
  criterion: string | null;
  task: number | null;
  at: number;
  verdict: ("accepted" | "declined") | null;
  reason: string | null;
}

/**
 * Something that the expert says about the rubric.
 */
export interface RemarkRequest {
  remark: string;
  kind: "propose" | "unclear";
  text: string;
  criterion: string | null;
  task: number | null;
}

/**
 * The expert's remarks, latest first.
 */
export interface Remarks {
  remarks: Remark[];
}

/**
 * Asks for all that this expert has remarked.
 */
export interface RemarksRequest {}

/**
 * The envelope of every answer; `result` is set if `ok`, else `error`.
 */
export interface Reply {
  v: number;
  id: string;
  ok: boolean;
  result: unknown;
  error: WireError | null;
}

/**
 * What went wrong: `code` for the program, `message` for the person.
 */
export interface WireError {
  code: string;
  message: string;
  criterion: string | null;
}

/**
 * The envelope of everything the browser sends.
 */
export interface Request {
  v: number;
  id: string;
  op: "bundle" | "open" | "deck" | "judge" | "undo" | "draft" | "list" | "visit" | "remark" | "remarks";
  payload: {
    [k: string]: unknown;
  };
}

/**
 * The draft is committed, or a later one was there already.
 */
export interface Saved {
  changes: number;
}

/**
 * Takes back this seat's judgment `target`; `judgment` is the id of the record of it.
 */
export interface UndoRequest {
  judgment: string;
  target: string | null;
}

/**
 * The reopened task with its answers as a draft.
 */
export interface Undone {
  ticket: Ticket;
  progress: Progress;
}

/**
 * Asks for a judged task with its current answers, to read or to amend.
 */
export interface VisitRequest {
  task: number;
}
