/** A number within bounds, or a count: a field between "one less" and "one more". */
import { dropValue, setNumber, step } from "../answers";
import { useScreen } from "../context";
import type { ControlProps, Question } from "../questions";
import { words } from "../words";
import { NotApplicable } from "./segments";

export function NumberField({ question, answer }: ControlProps) {
  const screen = useScreen();
  const { id, bounds } = question;
  if (bounds === null) return null;
  const { minimum, maximum, unit, count } = bounds;
  const typed = screen.typed.value;
  const draft = typed?.criterion === id ? typed.text : null;
  const wrong = draft !== null && draft !== "" && !takes(bounds, draft);

  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    const text = event.currentTarget.value;
    screen.typed.value = { criterion: id, text };
    if (takes(bounds, text)) setNumber(screen, question, Number(text));
    else if (typeof screen.answerOf(id)?.number === "number") dropValue(screen, id);
  };
  const settle = () => {
    if (!wrong) screen.typed.value = null;
  };
  return (
    <>
      <div class="numbers">
        <div class="seg" data-control>
          <button type="button" class="opt step" aria-label={words.rubric.fewer} tabIndex={-1} onClick={() => step(screen, -1, question)}>
            −
          </button>
          <input
            type="number"
            class="number"
            inputMode="decimal"
            aria-label={question.text}
            aria-invalid={wrong}
            aria-describedby={wrong ? `range-${id}` : undefined}
            min={minimum}
            max={maximum}
            step={bounds.step}
            placeholder="–"
            value={draft ?? answer?.number ?? ""}
            onInput={onInput}
            onBlur={settle}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.ctrlKey || event.metaKey || wrong) return;
              event.preventDefault();
              settle();
              screen.moveOn();
            }}
          />
          <button type="button" class="opt step" aria-label={words.rubric.more} tabIndex={-1} onClick={() => step(screen, 1, question)}>
            +
          </button>
          <NotApplicable question={question} answer={answer} />
        </div>
        {!count && <span class="muted">{words.rubric.range(minimum, maximum, unit)}</span>}
      </div>
      {wrong && (
        <p class="due" id={`range-${id}`}>
          {words.rubric.outside(minimum, maximum)}
        </p>
      )}
    </>
  );
}

function takes({ minimum, maximum, count }: NonNullable<Question["bounds"]>, text: string): boolean {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) && value >= minimum && value <= maximum && (!count || Number.isInteger(value));
}
