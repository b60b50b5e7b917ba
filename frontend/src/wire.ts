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
  design_open: { payload: DesignOpenRequest; result: DesignOpened };
  design_check: { payload: CheckRequest; result: Checked };
  design_item: { payload: ItemRequest; result: TaskView };
  design_changes: { payload: ChangesRequest; result: DesignChanges };
  design_save: { payload: SaveRequest; result: DesignSaved };
  design_reload: { payload: ReloadRequest; result: DesignOpened };
  design_import: { payload: ImportRequest; result: Imported };
  design_text: { payload: TextRequest; result: NodeText };
  design_remarks: { payload: DesignRemarksRequest; result: DesignRemarks };
  design_settle: { payload: SettleRequest; result: DesignRemarks };
  agreement_open: { payload: AgreementRequest; result: Agreement };
  agreement_cases: { payload: CasesRequest; result: Cases };
  agreement_case: { payload: CaseRequest; result: TaskView };
  adjudicate_open: { payload: DisputeRequest; result: Docket };
  adjudicate_settle: { payload: DecisionRequest; result: Docket };
  hub_open: { payload: HubOpenRequest; result: HubState };
  hub_clear: { payload: HubClearRequest; result: HubState };
  hub_push: { payload: HubPushRequest; result: HubState };
  hub_progress: { payload: HubProgressRequest; result: HubState };
}

/**
 * This interface was referenced by `Wire`'s JSON-Schema
 * via the `definition` "JsonValue".
 */
export type JsonValue = unknown;

export interface Wire {}

/**
 * All there is to look into.
 */
export interface Agreement {
  title: string;
  method: string;
  criteria: CriterionAgreement[];
  together: Together[];
  raters: RaterAgreement[];
  pairs: PairAgreement[];
}

/**
 * How well experts agree by one criterion; `raw` is how often two answers are the same.
 */
export interface CriterionAgreement {
  criterion: string;
  text: string;
  kind: string;
  axes: string[];
  figure: Figure;
  raw: number | null;
  units: number;
  not_applicable: number;
  findings: string[];
}

/**
 * A number with its interval; `value` is None where there is none, and `words` say why, or what it means.
 */
export interface Figure {
  value: number | null;
  low: number | null;
  high: number | null;
  words: string;
}

/**
 * Several criteria together; `how` says in which way.
 */
export interface Together {
  name: string;
  how: string;
  figure: Figure;
}

/**
 * One expert beside the others; `severity` below 0 is strict.
 */
export interface RaterAgreement {
  expert: string;
  kind: string;
  severity: Figure;
  agreement: Figure;
  findings: string[];
}

/**
 * Two experts; `n` is how many marks they share.
 */
export interface PairAgreement {
  first: string;
  second: string;
  value: number | null;
  raw: number | null;
  n: number;
}

/**
 * Asks for the agreement of the study as it stands now.
 */
export interface AgreementRequest {}

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
 * What the answer to one criterion does to the total, where it meets the condition.
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
 * One response by one criterion, as its experts marked it; `disagreement` is from 0 to 1.
 */
export interface Case {
  task: number;
  item: string;
  response: string;
  criterion: string;
  disagreement: number;
  marks: CaseMark[];
}

/**
 * What one expert marked, wrote and quoted.
 */
export interface CaseMark {
  expert: string;
  value: string;
  comment: string | null;
  evidence: Evidence[];
}

/**
 * Asks for the text of a response, with one criterion.
 */
export interface CaseRequest {
  task: number;
  criterion: string;
}

/**
 * Cases, the greatest disagreement first; `total` counts those that were not asked for, too.
 */
export interface Cases {
  cases: Case[];
  total: number;
}

/**
 * Asks for the responses behind a cell: of one criterion or all, of some raters or all.
 */
export interface CasesRequest {
  criterion: string | null;
  raters: string[];
  agreed: boolean | null;
  start: number;
  limit: number;
}

/**
 * Asks what the draft changes against the saved file or the study's rubric.
 */
export interface ChangesRequest {
  against: "saved" | "study";
}

/**
 * A draft to keep and to look at, and the preview's answers by it.
 */
export interface CheckRequest {
  draft: DesignDraft | null;
  item: number;
  answers: Answer[];
}

/**
 * A rubric that is being designed; of two drafts on one `base`, the one with more `changes` is the later.
 */
export interface DesignDraft {
  data: {
    [k: string]: unknown;
  };
  changes: number;
  base: string;
}

/**
 * What there is to say about a draft.
 */
export interface Checked {
  changes: number;
  problems: Problem[];
  lint: Lint[];
  groups: Group[];
  instructions: string;
  examples: WorkedExample[];
  totals: Total[];
  score: DesignScore | null;
  version: string;
  saved: boolean;
  kept: boolean;
}

/**
 * Why the draft is no rubric yet, at `loc` in its data.
 */
export interface Problem {
  loc: (string | number)[];
  message: string;
}

/**
 * What will probably make judgments worse; about a criterion, a group or, without either, the whole.
 */
export interface Lint {
  rule: string;
  warning: boolean;
  found: string;
  why: string;
  suggestion: string;
  criterion: string | null;
  group: string | null;
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
 * One of the answers a criterion offers; `anchor` says what it means in practice.
 */
export interface Option {
  id: string;
  label: string;
  value: number | null;
  anchor: string;
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
 * Points that can be earned and lost: of everything, of a group or of an axis.
 */
export interface Total {
  name: string;
  best: number;
  worst: number;
  criteria: number;
}

/**
 * The score of the preview's answers, and how it came about.
 */
export interface DesignScore {
  value: number | null;
  words: string;
  header: string[];
  rows: string[][];
  steps: string[];
}

/**
 * Settles a dispute.
 */
export interface DecisionRequest {
  decision: string;
  key: string;
  side: string | null;
  answer: Answer | null;
  reason: string;
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
 * One difference, in words; `stale`: answers given before no longer answer what is asked.
 */
export interface DesignChange {
  place: string;
  words: string;
  stale: boolean;
}

/**
 * All differences, and the version that they ask for.
 */
export interface DesignChanges {
  before: string;
  version: string;
  bump: string;
  changes: DesignChange[];
}

/**
 * One answer that the preview can show; `title` is the start of its prompt.
 */
export interface DesignItem {
  title: string;
}

/**
 * Asks for the draft as it stands.
 */
export interface DesignOpenRequest {}

/**
 * Everything the designer's screen needs at first.
 */
export interface DesignOpened {
  place: string;
  file: string;
  draft: DesignDraft;
  kept: number | null;
  items: DesignItem[];
  library: LibraryEntry[];
  study: string | null;
  settings: Settings;
  note: string | null;
}

/**
 * A rubric of the library.
 */
export interface LibraryEntry {
  name: string;
  title: string;
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
 * An expert's remark on the rubric.
 */
export interface DesignRemark {
  id: string;
  kind: "propose" | "unclear";
  expert: string;
  at: number;
  text: string;
  criterion: string | null;
  item: number | null;
}

/**
 * The remarks that wait, oldest first, and the preview's items, with those that the remarks came from.
 */
export interface DesignRemarks {
  remarks: DesignRemark[];
  items: DesignItem[];
}

/**
 * Asks for the experts' remarks that wait for an answer.
 */
export interface DesignRemarksRequest {}

/**
 * The draft is in the file.
 */
export interface DesignSaved {
  file: string;
  version: string;
  base: string;
  comments_kept: boolean;
}

/**
 * Asks for what is to be settled now.
 */
export interface DisputeRequest {}

/**
 * What is to be settled.
 */
export interface DisputeView {
  key: string;
  view: TaskView;
  sides: SideView[];
}

/**
 * One of the answers that were given.
 */
export interface SideView {
  letter: string;
  words: string;
  given: GivenView[];
}

/**
 * What one of those who gave an answer wrote and quoted; nobody is named.
 */
export interface GivenView {
  comment: string | null;
  evidence: Evidence[];
}

/**
 * How far the adjudicator is, and what comes next; None: all is settled.
 */
export interface Docket {
  title: string;
  rule: "any" | "no_majority" | "far";
  settled: number;
  left: number;
  dispute: DisputeView | null;
}

/**
 * Unsubmitted answers to keep.
 */
export interface DraftRequest {
  task: number;
  draft: Draft;
}

/**
 * What the kernel says unasked; `on_hub` says how it stands where the event is that.
 */
export interface Event {
  v: number;
  event: "continued_elsewhere" | "closed" | "rubric_changed" | "on_hub";
  on_hub: OnHub | null;
}

/**
 * How far what is judged is on the Hub: neither where, nor in the words of an error, which are not for experts.
 */
export interface OnHub {
  word: "starting" | "waiting" | "pushing" | "held" | "failing" | "stopped";
  at: number | null;
  passing: ("network" | "hub") | null;
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
 * Lets findings pass, by their keys; nobody is asked again about the same words.
 */
export interface HubClearRequest {
  keys: string[];
}

/**
 * Words that may identify somebody, with the first of the places where they stand.
 */
export interface HubFinding {
  key: string;
  kind: string;
  places: number;
  where: string;
  before: string;
  found: string;
  after: string;
}

/**
 * Asks for the plan: the one that was made, or with `again` a new one.
 */
export interface HubOpenRequest {
  again: boolean;
}

/**
 * What a push would do.
 */
export interface HubPlan {
  exists: boolean;
  private: boolean;
  rows: HubRows[];
  bytes: number;
  findings: HubFinding[];
  unseen: number;
  warnings: string[];
  visible: string;
  card: string;
}

/**
 * Rows of one config: `new` would be added; `there` are on the Hub already, None where they are not counted.
 */
export interface HubRows {
  config: string;
  new: number;
  there: number | null;
}

/**
 * Asks how far it is.
 */
export interface HubProgressRequest {}

/**
 * Begins a push.
 */
export interface HubPushRequest {
  push: string;
  public: boolean;
}

/**
 * What a push has done; `new` is how many rows, by config.
 */
export interface HubPushed {
  private: boolean;
  rows: HubRows[];
}

/**
 * Where the widget stands.
 */
export interface HubState {
  title: string;
  repo: string;
  url: string;
  step: "looking" | "planned" | "pushing" | "pushed" | "failed";
  words: string;
  percent: number | null;
  plan: HubPlan | null;
  pushed: HubPushed | null;
}

/**
 * Reads another rubric: one of the library, or a file in any dialect, by its name and its content in base64.
 */
export interface ImportRequest {
  library: string | null;
  file: string;
  content: string;
}

/**
 * A rubric that was read; `note` says what did not come along, or from which dialect it is.
 */
export interface Imported {
  data: {
    [k: string]: unknown;
  };
  note: string;
}

/**
 * Asks for an item of the preview, by its place.
 */
export interface ItemRequest {
  item: number;
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
 * A node both ways.
 */
export interface NodeText {
  data: {
    [k: string]: unknown;
  };
  text: string;
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
  on_hub: OnHub | null;
}

/**
 * Takes what the file says in place of the draft.
 */
export interface ReloadRequest {}

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
  op:
    | "bundle"
    | "open"
    | "deck"
    | "judge"
    | "undo"
    | "draft"
    | "list"
    | "visit"
    | "remark"
    | "remarks"
    | "design_open"
    | "design_check"
    | "design_item"
    | "design_changes"
    | "design_save"
    | "design_reload"
    | "design_import"
    | "design_text"
    | "design_remarks"
    | "design_settle"
    | "agreement_open"
    | "agreement_cases"
    | "agreement_case"
    | "adjudicate_open"
    | "adjudicate_settle"
    | "hub_open"
    | "hub_clear"
    | "hub_push"
    | "hub_progress";
  payload: {
    [k: string]: unknown;
  };
}

/**
 * Saves the draft with so many changes: over the file it came from, or `beside` it under another name.
 */
export interface SaveRequest {
  changes: number;
  beside: boolean;
}

/**
 * The draft is committed, or a later one was there already.
 */
export interface Saved {
  changes: number;
}

/**
 * Accepts or declines a remark; the expert sees the `reason`.
 */
export interface SettleRequest {
  id: string;
  accept: boolean;
  reason: string;
}

/**
 * Turns plain data into YAML, or, with `text`, YAML into plain data.
 */
export interface TextRequest {
  data: {
    [k: string]: unknown;
  };
  text: string | null;
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
