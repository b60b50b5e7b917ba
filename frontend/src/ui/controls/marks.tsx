/** Words marked in an answer: each mark is a quote with what is wrong and how gravely; "nothing" is an answer of its own. */
import type { Evidence } from "../../wire";
import { hasNothing, markNothing, setMark } from "../marks";
import type { MarkPart } from "../marks";
import { useScreen } from "../context";
import { Kbd } from "../kbd";
import type { ControlProps, Question } from "../questions";
import { words } from "../words";
import { NotApplicable } from "./segments";

export function Marks({ question, answer }: ControlProps) {
  const screen = useScreen();
  const nothing = hasNothing(answer);
  return (
    <>
      <div class="seg" data-control>
        <button type="button" class={nothing ? "opt on" : "opt"} aria-pressed={nothing} aria-keyshortcuts="0" onClick={() => markNothing(screen, question)}>
          <span>{words.marks.nothing}</span>
          <Kbd>0</Kbd>
        </button>
        <NotApplicable question={question} answer={answer} />
      </div>
      <span class="muted">
        {words.marks.how} <Kbd>e</Kbd>
      </span>
    </>
  );
}

/** What one mark says, under the words it marks. */
export function MarkFields({ question, mark }: { question: Question; mark: Evidence }) {
  if (question.marks === null) return null;
  const { categories, severities } = question.marks;
  return (
    <span class="mark-fields">
      <Picker question={question} mark={mark} part="category" names={categories} />
      <Picker question={question} mark={mark} part="severity" names={severities} />
    </span>
  );
}

function Picker({ question, mark, part, names }: { question: Question; mark: Evidence; part: MarkPart; names: readonly string[] }) {
  const screen = useScreen();
  const chosen = mark[part] ?? "";
  return (
    <select
      class={chosen === "" ? "pick unset" : "pick"}
      data-mark={part}
      aria-label={words.marks[part]}
      value={chosen}
      onChange={({ currentTarget: { value } }) => setMark(screen, question, mark, part, value)}
    >
      <option value="" disabled>
        {words.marks.pick[part]}
      </option>
      {names.map((name, index) => (
        <option key={name} value={name}>
          {words.marks.option(index + 1, name)}
        </option>
      ))}
    </select>
  );
}
