/**
 * One criterion: its words, its control, and what hangs on the answer. An answer renders the control
 * and what hangs on it; the words and their buttons only when the row becomes or stops being the current one.
 */
import { useComputed } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { comment, quote, setNa } from "./actions";
import { setComment } from "./answers";
import { usePart, useScreen } from "./context";
import { Checks } from "./controls/checks";
import { Marks } from "./controls/marks";
import { NumberField } from "./controls/number";
import { Preference } from "./controls/preference";
import { Ratings } from "./controls/ratings";
import { Segments } from "./controls/segments";
import { TextField } from "./controls/text";
import { Icon } from "./icon";
import { Kbd } from "./kbd";
import { Listbox } from "./listbox";
import { dueOf } from "./questions";
import type { ControlProps, Form, Question } from "./questions";
import { Quotes } from "./quotes";
import type { Screen } from "./screen";
import { words } from "./words";

const controls: Record<Form, FunctionComponent<ControlProps>> = {
  segments: Segments,
  preference: Preference,
  checks: Checks,
  number: NumberField,
  text: TextField,
  marks: Marks,
  ratings: Ratings,
};

export function Row({ question }: { question: Question }) {
  const screen = useScreen();
  const { id } = question;
  const here = useComputed(() => screen.here.value === id).value;
  const due = useComputed(() => (screen.marked.value.has(id) ? lackOf(screen, question) : null)).value;
  const helping = usePart(id) === "help";
  const described = [question.help !== "" && `help-${id}`, due !== null && `due-${id}`].filter(Boolean).join(" ");

  return (
    <fieldset
      class={["row", here && "here", due !== null && "missing"].filter(Boolean).join(" ")}
      data-criterion={id}
      data-form={question.form}
      tabIndex={-1}
      aria-labelledby={question.tag === "" ? `ask-${id}` : `ask-${id} tag-${id}`}
      aria-describedby={described === "" ? undefined : described}
      onFocusIn={() => (screen.here.value = id)}
    >
      <legend>
        <span class="ask" id={`ask-${id}`} dir="auto">
          {question.text}
        </span>
        <Tools question={question} helping={helping} />
        {question.tag !== "" && (
          <span id={`tag-${id}`} class={question.penalty ? "tag penalty" : "tag"}>
            {question.tag}
          </span>
        )}
      </legend>
      {question.help !== "" && (
        <p class="help" id={`help-${id}`} dir="auto" hidden={!helping}>
          {question.help}
        </p>
      )}
      <Answering question={question} />
      <Extras question={question} />
      {due !== null && (
        <p class="due" id={`due-${id}`}>
          {words.rubric.missing[due]}
        </p>
      )}
    </fieldset>
  );
}

/** What the answer still lacks. */
function lackOf(screen: Screen, question: Question): ReturnType<typeof dueOf> {
  return dueOf(question, screen.seat.answerOf(question.id).value, screen.settings.value);
}

function Answering({ question }: { question: Question }) {
  const answer = useScreen().seat.answerOf(question.id).value;
  const Control = controls[question.form];
  return (
    <div class="answering">
      <Control question={question} answer={answer} />
    </div>
  );
}

/** What hangs on the answer: why there is none, quotes, a comment. */
function Extras({ question }: { question: Question }) {
  const screen = useScreen();
  const { id } = question;
  const answer = screen.seat.answerOf(id).value;
  const part = usePart(id);
  const text = answer?.comment ?? "";
  return (
    <>
      {part === "na" && (
        <Listbox
          label={words.na.title}
          options={question.naReasons.map((reason) => [reason, words.na.reasons[reason]] as const)}
          selected={answer?.na ?? null}
          onPick={(picked) => {
            const reason = question.naReasons.find((known) => known === picked);
            if (reason) setNa(screen, id, reason);
          }}
        />
      )}
      {part !== "na" && answer && answer.na !== null && <p class="muted why">{words.rubric.naWhy(answer.na)}</p>}
      {answer && answer.evidence.length > 0 && <Quotes question={question} evidence={answer.evidence} />}
      {(part === "comment" || text !== "") && <Comment question={question} text={text} />}
    </>
  );
}

function Comment({ question, text }: { question: Question; text: string }) {
  const screen = useScreen();
  const { id } = question;
  const lacking = lackOf(screen, question) === "comment";
  return (
    <textarea
      class="note"
      data-comment
      rows={1}
      dir="auto"
      placeholder={lacking ? words.rubric.missing.comment : words.rubric.commentHint}
      aria-label={words.rubric.commentFor(question.text)}
      value={text}
      onInput={({ currentTarget: { value } }) => setComment(screen, id, value)}
      onFocus={() => screen.openPart(id, "comment")}
      onBlur={() => {
        const open = screen.open.peek();
        if (open?.criterion === id && open.part === "comment") screen.open.value = null;
      }}
    />
  );
}

/** Help, quote and comment by pointer. The last two show with the current row, in a place that is kept for them. */
function Tools({ question: { id, text, help }, helping }: { question: Question; helping: boolean }) {
  const screen = useScreen();
  const at = (action: typeof comment) => () => {
    screen.here.value = id;
    action(screen);
  };
  return (
    <span class="row-tools">
      {help !== "" && (
        <button
          type="button"
          class="tool"
          aria-label={`${words.rubric.help}: ${text}`}
          title={words.rubric.help}
          aria-expanded={helping}
          aria-controls={`help-${id}`}
          onClick={() => (helping ? (screen.open.value = null) : screen.openPart(id, "help"))}
        >
          <Icon name="help" />
        </button>
      )}
      <span class="extras">
        {/* Pressing it must not take the selection that is to be quoted. */}
        <button
          type="button"
          class="tool"
          aria-label={words.rubric.quoteFor(text)}
          title={words.rubric.quote}
          aria-keyshortcuts="e"
          onMouseDown={(event) => event.preventDefault()}
          onClick={at(quote)}
        >
          <Icon name="quote" />
          <Kbd>e</Kbd>
        </button>
        <button type="button" class="tool" aria-label={words.rubric.commentFor(text)} title={words.rubric.comment} aria-keyshortcuts="c" onClick={at(comment)}>
          <Icon name="comment" />
          <Kbd>c</Kbd>
        </button>
      </span>
    </span>
  );
}
