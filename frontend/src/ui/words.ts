/**
 * Every word the screen says, in one place, so that another language is another module of this shape.
 * Nothing else in `ui/`, `text/` or `widgets/` writes words that people read.
 */
import type { NaReason } from "../wire";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** A number as people read it, with a true minus sign. */
export function figure(value: number): string {
  return number.format(value).replace("-", "−");
}

/** Points with their sign: "+8", "−10". */
export function signed(points: number): string {
  return points > 0 ? `+${figure(points)}` : figure(points);
}

/** Active time as minutes and seconds: 760,000 ms is "12:40". */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A time of the store (microseconds since 1970, UTC) as the expert's wall clock shows it. */
export function timeOfDay(microseconds: number): string {
  const at = new Date(microseconds / 1000);
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return at.toDateString() === new Date().toDateString()
    ? time
    : `${at.toLocaleDateString([], { day: "numeric", month: "short" })}, ${time}`;
}

const plural = (n: number, one: string, many: string): string => `${figure(n)} ${n === 1 ? one : many}`;

const naReasons: Record<NaReason, string> = {
  not_applicable: "Does not apply here",
  missing_context: "Context is missing",
  unclear_criterion: "The criterion is unclear",
  contested: "Experts disagree on this",
  outside_expertise: "Outside my expertise",
};

export const words = {
  /** Of these words; what models wrote has its own. */
  language: "en",
  widget: { rubric_grader: "Rubric grader", pairwise_comparison: "Pairwise comparison", rubric_designer: "Rubric designer" },

  header: {
    progress: (at: number, total: number | null) => (total === null ? `Task ${figure(at)}` : `${figure(at)} of ${figure(total)}`),
    progressLabel: "Tasks judged",
    instructions: "Instructions",
    history: "History",
    keys: "Keys",
    full: "Full window",
    leaveFull: "Leave full window",
    blockOf: (minutes: number) => `of ${figure(minutes)} min`,
    blockLabel: "Active time in this block",
    rest: "time for a rest",
  },
  saved: {
    saved: "Saved",
    saving: "Saving…",
    unsaved: (waiting: number) => (waiting > 1 ? `Not saved yet (${figure(waiting)})` : "Not saved yet"),
    again: "Everything is saved again.",
  },
  footer: {
    undo: "Undo",
    skip: "Skip",
    flag: "Flag",
    left: (n: number) => (n === 0 ? "All answered" : `${plural(n, "answer", "answers")} left`),
    submit: "Submit, next",
    amend: "Submit again",
    actions: "Task",
  },

  item: {
    label: "What to judge",
    prompt: "Prompt",
    conversation: "Conversation",
    response: "Answer to judge",
    answer: (key: string) => `Answer ${key}`,
    reference: "Reference answer",
    documents: (n: number) => `Context (${figure(n)})`,
    document: (n: number) => `Document ${figure(n)}`,
    details: "Details",
    roles: { user: "User", assistant: "Assistant", system: "System", tool: "Tool" } as Record<string, string>,
  },
  cover: {
    title: "Content warning",
    text: (tags: readonly string[]) => `This item is marked: ${tags.join(", ")}.`,
    hint: "You may skip it instead, without giving details.",
    lift: "Show it",
    lifted: "The item is shown.",
    first: "The item is covered. Press w to show it, or s to skip it.",
  },

  rubric: {
    label: "Rubric",
    done: (n: number, of: number) => `${figure(n)} of ${figure(of)}`,
    again: "You have judged this before. The rubric has changed since, and only what has changed is asked again; your other answers are kept.",
    required: "required",
    optional: "optional",
    penalty: (points: number) => (points === 0 ? "penalty if present" : `penalty if present ${signed(points)}`),
    each: (points: number, most: number) => `${signed(points)} each, at most ${figure(most)}`,
    met: "Met",
    notMet: "Not met",
    partly: "Partly",
    rateNext: (subject: string) => `Number keys rate: ${subject}`,
    present: "Present",
    notPresent: "Not present",
    na: "N/A",
    naWhy: (reason: NaReason) => `N/A: ${naReasons[reason].toLowerCase()}`,
    none: "None of these",
    range: (from: number, to: number, unit: string) => `${figure(from)} to ${figure(to)}${unit === "" ? "" : ` ${unit}`}`,
    outside: (from: number, to: number) => `Give a number from ${figure(from)} to ${figure(to)}.`,
    fewer: "One less",
    more: "One more",
    times: "times",
    write: "Write here",
    tooLong: (n: number, most: number) => `${figure(n)} of ${figure(most)} characters`,
    comment: "Comment",
    commentFor: (criterion: string) => `Comment on: ${criterion}`,
    commentHint: "In your own words",
    quote: "Quote the selected words",
    quoteFor: (criterion: string) => `Quote for: ${criterion}`,
    help: "What is meant",
    removeQuote: (quote: string) => `Remove the quote “${quote}”`,
    missing: { answer: "An answer is needed", comment: "A comment is needed", evidence: "A quote is needed", mark: "Each mark needs a category and a severity" },
  },
  marks: {
    nothing: "Nothing to mark",
    how: "Or select words, and quote them",
    category: "Category",
    severity: "Severity",
    pick: { category: "What is wrong?", severity: "How severe?" },
    option: (n: number, name: string) => (n < 10 ? `${figure(n)}  ${name.replace("/", " › ")}` : name.replace("/", " › ")),
    set: (part: string, name: string) => `${part}: ${name.replace("/", ", ")}`,
    most: (n: number) => `At most ${plural(n, "mark", "marks")} here: keep the gravest.`,
  },
  na: { title: "Why can it not be answered?", reasons: naReasons },

  compare: {
    preference: "Which answer is better?",
    reasons: "Why? (optional)",
    better: (key: string) => `${key} is better`,
    reason: (key: string) => `${key} is better`,
    strengths: ["slightly", "clearly", "much"] as const,
    choice: (key: string, strength: string) => `${key} ${strength} better`,
    tie: "Tie",
    same: "Same",
  },

  /** Around what a model wrote. */
  text: {
    long: (size: string, formatted: boolean) => `Long text, ${size}${formatted ? "" : ", shown without formatting"}. `,
    format: "Show formatted",
    plain: "Show without formatting",
    more: (size: string) => `Show more (${size} left)`,
    size: (characters: number) =>
      characters < 1_000_000 ? `${Math.ceil(characters / 1000)} kB` : `${(characters / 1_000_000).toFixed(1)} MB`,
    inside: "inside this text",
    image: {
      notShown: (where: string) => `(image not shown: ${where})`,
      show: (where: string) => `Show image ${where}`,
      hide: (where: string) => `Hide image ${where}`,
      from: (host: string) => `from ${host}`,
      failed: "It could not be loaded.",
    },
  },

  evidence: {
    two_responses: "The selection reaches over two answers: select within one.",
    outside: "Only words of the answer can be quoted: select within it.",
    nothing: "There is no text to quote.",
    taken: (quote: string) => `Quoted: ${quote}`,
    removed: "Quote removed.",
    noTask: "Choose a criterion first.",
    stepping: "Quote a sentence",
    steppingKeys: "↑ ↓ choose · Shift extends · Enter quotes · Esc leaves",
    left: "No quote taken.",
  },

  skip: {
    title: "Skip this task",
    text: "It will not come back to you.",
    reasons: [
      ["outside_expertise", "Outside my expertise"],
      ["unclear", "The task is unclear"],
      ["technical_problem", "A technical problem"],
      ["prefer_not", "I prefer not to judge it"],
    ] as const,
    note: "Note (optional)",
    send: "Skip it",
  },
  flag: {
    title: "Flag this task",
    text: "Whoever runs the study will look at it. It will not come back to you.",
    categories: [
      ["unsafe_content", "Unsafe content"],
      ["personal_data", "Personal data"],
      ["broken_item", "Broken item"],
      ["duplicate", "Duplicate"],
      ["other", "Something else"],
    ] as const,
    note: "What is wrong (optional)",
    send: "Flag it",
  },

  remark: {
    title: "A remark on the rubric",
    text: "Whoever keeps the rubric reads it together with this task, and answers.",
    kinds: (criterion: string) => [["unclear", `Unclear: ${criterion}`], ["propose", "Something is missing: propose a criterion"]] as const,
    propose: [["propose", "Something is missing: propose a criterion"]] as const,
    note: "In your own words",
    send: "Send it",
    sent: "Your remark is saved.",
    unsent: (why: string) => `Not sent yet: ${why} Your words are kept here.`,
    unread: (why: string) => `Your earlier remarks could not be read: ${why}`,
    yours: "Your remarks",
    state: (verdict: string | null, reason: string | null) => (verdict === null ? "Not answered yet" : [verdict === "accepted" ? "Accepted" : "Declined", reason].filter(Boolean).join(": ")),
  },

  panel: {
    close: "Close",
    cancel: "Cancel",
    noInstructions: "This rubric has no instructions.",
    noHistory: "Nothing judged yet.",
    older: "Show older",
    loading: "Loading…",
    unread: (why: string) => `The history could not be read: ${why}`,
    unvisited: (why: string) => `The task could not be opened: ${why}`,
    entry: (position: number) => `Task ${figure(position)}`,
    amended: "amended",
    status: { submitted: "Judged", skipped: "Skipped", flagged: "Flagged", withdrawn: "Taken back" } as Record<string, string>,
    advance: "After a number key, move on to the next unanswered criterion",
  },
  worked: { title: "Worked examples", good: "a good answer", flawed: "a flawed answer" },
  visit: {
    banner: (position: number, status: string, at: string) =>
      `You are looking at task ${figure(position)}, ${status === "" ? "judged" : status}${at === "" ? "" : ` ${at}`}. ` +
      "Submitting replaces your earlier answers.",
    back: "Back",
  },

  states: {
    opening: "Opening the study…",
    finished: "All done. Thank you.",
    finishedAll: (n: number) => `All ${figure(n)} done. Thank you.`,
    counts: (submitted: number, skipped: number, flagged: number) =>
      [plural(submitted, "judged", "judged"), plural(skipped, "skipped", "skipped"), plural(flagged, "flagged", "flagged")].join(" · "),
    finishedHint: "You can still look at what you judged, and change it.",
    elsewhere: "Continued elsewhere",
    elsewhereText: "You opened this study in another place, and your seat went with you. Nothing is lost.",
    takeBack: "Continue here",
    closed: "This view is closed",
    closedText: "The cell was run again, and grading goes on in its newest output. What you judged is kept.",
    failed: "This did not work",
    retry: "Try again",
    failedHint: "Run the cell again to go on. What was saved is safe.",
  },

  say: {
    task: (at: number, total: number | null) => (total === null ? `Task ${figure(at)}` : `Task ${figure(at)} of ${figure(total)}`),
    missing: (names: readonly string[]) => {
      const rest = names.length - 3;
      const named = names.slice(0, 3).join("; ") + (rest > 0 ? `; and ${figure(rest)} more` : "");
      return names.length === 1 ? `Still missing: ${named}` : `Still missing ${figure(names.length)}: ${named}`;
    },
    complete: (submit: string) => `All answered. ${submit} submits.`,
    nothingToUndo: "There is nothing to undo.",
    covered: "Lift the content warning first (w), or skip the task (s).",
    cleared: "Answer cleared.",
    skipped: "Skipped.",
    flagged: "Flagged.",
    back: "Back to your task.",
  },

  legend: {
    title: "Keys",
    rows: (submit: string) =>
      [
        ["1 – 9", "choose an answer; count; type a number"],
        ["j k  or  ↓ ↑", "next and previous criterion"],
        ["n", "not applicable, with a reason"],
        ["e", "quote the selected words, or step through sentences"],
        ["c", "comment"],
        ["0  or  ⌫", "none, zero; clear the answer"],
        [submit, "submit, and on to the next task"],
        ["u", "undo: take the last judgment back"],
        ["s  f", "skip; flag"],
        ["p", "remark on the rubric: unclear, or something is missing"],
        ["i  h", "instructions; history"],
        ["w", "lift a content warning"],
        ["x", "full window"],
        ["Page ↑ ↓", "scroll what is judged"],
        ["Esc", "leave a field, a panel, the full window"],
      ] as const,
  },
};
