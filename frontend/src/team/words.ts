/** Every word of the team's widgets, in one place. */
import { figure } from "../ui/words";

const plural = (n: number, one: string, many: string): string => `${figure(n)} ${n === 1 ? one : many}`;

/** A coefficient with two digits and a true minus sign. */
export function two(value: number): string {
  return value.toFixed(2).replace("-", "−");
}

/** Bytes in the unit that a person would name. */
function size(bytes: number): string {
  if (bytes < 1_000) return plural(bytes, "byte", "bytes");
  return bytes < 1_000_000 ? `${figure(Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export const words = {
  gone: "The notebook's kernel was stopped. Run this cell again.",
  busy: "The notebook is busy; this waits until it is free.",
  opening: "Reading the study…",
  full: "Full window",
  again: "Read the study anew",

  agreement: {
    name: "Agreement explorer",
    nothing: "Nobody has marked anything that can be compared yet.",
    criteria: "By criterion",
    together: "Together",
    raters: "Expert by expert",
    sort: "Least agreement first",
    columns: ["Criterion", "Agreement", "Raw", "What it says"] as const,
    reach: (value: number, low: number | null, high: number | null) =>
      low === null || high === null ? two(value) : `${two(value)} [${two(low)}, ${two(high)}]`,
    undefined: "–",
    percent: (share: number) => `${Math.round(100 * share)} %`,
    axis: (name: string) => `axis ${name}`,
    cell: (first: string, second: string, value: number | null, n: number) =>
      `${first} and ${second}: ${value === null ? "not defined" : two(value)}, ${plural(n, "shared mark", "shared marks")}`,
    severity: (words: string) => `severity ${words}`,
    cases: (n: number) => plural(n, "answer", "answers"),
    of: (criterion: string, raters: readonly string[]) => [criterion, raters.join(" and ")].filter(Boolean).join(" · "),
    every: "All criteria",
    only: "Only disagreements",
    none: "There is none.",
    more: "Show more",
    choose: "Choose a criterion, or two experts, to see the answers behind the figure.",
    back: "Back to the list",
    marks: "What each expert said",
    apart: (share: number) => `${Math.round(100 * share)} % apart`,
    quoted: "Quoted",
  },

  adjudicate: {
    name: "Adjudicator",
    left: (n: number) => (n === 0 ? "All settled" : `${figure(n)} to settle`),
    settled: (n: number) => `${figure(n)} settled`,
    rules: { any: "any disagreement", no_majority: "no majority", far: "far apart" } as Record<string, string>,
    question: "Which answer holds?",
    side: (letter: string) => `${letter} holds`,
    by: (n: number) => plural(n, "expert", "experts"),
    neither: "Neither",
    why: "Why does neither hold?",
    instead: "What holds instead?",
    contested: "Cannot be settled: experts differ",
    send: "Settle it",
    cancel: "Back",
    reason: "A word on why (optional)",
    saving: "Saving…",
    saved: "Saved",
    unsaved: "Not saved yet",
    done: "All settled. Thank you.",
    doneHint: "When a judgment is changed later, its disagreement waits here again.",
    said: (letter: string | null, left: number) => `${letter ?? "Neither"}: settled. ${left === 0 ? "That was the last." : `${figure(left)} left.`}`,
    keys: "Letters choose · n neither · PageUp and PageDown scroll",
  },

  publish: {
    name: "Hub publisher",
    again: "Look again",
    retry: "Try again",
    cannot: "This cannot be published now",
    steps: {
      looking: "Looking at the study, and at what is on the Hub…",
      planned: "This is what would go.",
      pushing: "Pushing…",
      pushed: "It is on the Hub.",
      failed: "It was not finished.",
    },
    goes: "What would go",
    columns: ["Table", "New rows", "There already"] as const,
    made: "The dataset is made by this push.",
    seen: (isPrivate: boolean) => (isPrivate ? "It is private: only members see it." : "It is public: everybody sees it."),
    size: (bytes: number) => (bytes === 0 ? "" : `${size(bytes)} to send.`),
    findings: "Look at these first",
    findingsHint: "They may identify somebody. Correct what must not go (amend the judgment, withhold the column), and look again; let pass what may.",
    pass: "Let it pass",
    passOne: (found: string) => `Let pass: ${found}`,
    passAll: (n: number) => `Let all ${figure(n)} pass`,
    places: (n: number) => plural(n, "place", "places"),
    unseen: (n: number) => `${figure(n)} more are shown when these have passed.`,
    left: (n: number) => (n === 0 ? "Nothing left to look at." : `${figure(n)} left to look at.`),
    makePublic: "Make it public when all of it is there",
    publicHint: "Tick to see what that is.",
    push: "Push",
    pushPublic: "Push, and make it public",
    lookFirst: "Waits until nothing is left to look at.",
    nothing: "Nothing is new.",
    added: (rows: readonly string[]) => (rows.length === 0 ? "No row was new." : `New rows: ${rows.join(", ")}.`),
    card: "The dataset's page",
  },
};
