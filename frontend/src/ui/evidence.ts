/** Quotes of the responses as evidence of an answer: adding, removing, showing. */
import { blank, quote } from "../seat/answers";
import { spanOf } from "../text/evidence";
import type { SelectedSpan } from "../text/evidence";
import type { Mark, ParsedResponse } from "../text/model";
import { steppedSpan } from "../text/stepping";
import type { Answer, Evidence } from "../wire";
import { withValue } from "./answers";
import { afterRender, focusRow, hold } from "./focus";
import { begun, withMarks } from "./marks";
import { isAnswered } from "./questions";
import type { Question } from "./questions";
import type { Screen } from "./screen";
import { words } from "./words";

/** Adds a quote to an answer; the same words again take it away. */
export function addQuote(screen: Screen, question: Question, span: SelectedSpan): void {
  const { id } = question;
  const same = screen.answerOf(id)?.evidence.find((mark) => sameSpan(mark, span));
  document.getSelection()?.removeAllRanges();
  if (same) return removeQuote(screen, id, same);
  const answer = screen.answerOf(id) ?? blank(id);
  const added = quote(span.response, span.start, span.end);
  const most = question.marks?.most ?? Infinity;
  if (answer.evidence.length >= most) return screen.say(words.marks.most(most), true);
  const evidence = [...answer.evidence, question.marks ? begun(question, added) : added];
  screen.seat.answer(id, question.marks ? withMarks(question, answer, evidence) : counted(question, { ...answer, evidence }));
  const responses = screen.seat.current.peek()?.texts.responses ?? [];
  screen.say(words.evidence.taken(wordsOf({ ...span, exact: "" }, responses)));
  afterRender(() => focusRow(screen.root, id));
}

export function removeQuote(screen: Screen, id: string, mark: Evidence): void {
  const answer = screen.answerOf(id);
  const question = screen.question(id);
  if (!answer || !question) return;
  hold(screen.root);
  const evidence = answer.evidence.filter((kept) => kept !== mark && !sameSpan(kept, mark));
  const left = question.marks ? withMarks(question, answer, evidence) : { ...answer, evidence };
  const bare = evidence.length === 0 && (left.comment ?? "") === "" && question.form !== "checks" && !isAnswered(question, left);
  screen.seat.answer(id, bare ? null : left);
  screen.say(words.evidence.removed);
  afterRender(() => focusRow(screen.root, id));
}

/** The words of a quote, from the text at hand; of an answer that came back, those that the kernel cut. */
export function wordsOf(mark: SelectedSpan & { exact: string }, responses: readonly ParsedResponse[]): string {
  const response = responses.find(({ key }) => key === mark.response);
  if (!response) return mark.exact;
  const { start, end } = spanOf(response, mark);
  return response.text.slice(start, end).replace(/\s+/g, " ").trim();
}

/** The highlights of one response: all quotes, those of the current criterion, and the sentences being chosen. */
export function marksOf(screen: Screen, response: ParsedResponse): readonly Mark[] {
  // Every task has a response "A"; answers speak of the one on the screen.
  if (screen.seat.current.value?.texts.responses.includes(response) !== true) return NONE;
  const here = screen.here.value;
  const marks: Mark[] = [];
  for (const { id } of screen.questions.value) {
    for (const mark of screen.seat.answerOf(id).value?.evidence ?? []) {
      if (mark.response === response.key) marks.push({ criterion: id, ...spanOf(response, mark), current: id === here });
    }
  }
  const stepping = screen.stepping.value;
  if (stepping?.response === response) marks.push({ criterion: STEPPING, ...steppedSpan(stepping), current: true });
  return marks.length === 0 ? NONE : marks;
}

/** Stands for the criterion in the highlight of sentences that are being chosen. */
export const STEPPING = "~";

const NONE: readonly Mark[] = [];

/** Each quote of something counted is one more of it, unless the expert counted more. */
function counted(question: Question, answer: Answer): Answer {
  const most = question.bounds?.count === true ? question.bounds.maximum : null;
  if (most === null || answer.na !== null || answer.evidence.length <= (answer.number ?? 0)) return answer;
  return withValue(question.id, answer, { number: Math.min(answer.evidence.length, most) });
}

function sameSpan(a: SelectedSpan, b: SelectedSpan): boolean {
  return a.response === b.response && a.start === b.start && a.end === b.end;
}
