/** The expert's own words as the answer. */
import { dropValue, withValue } from "../answers";
import { useScreen } from "../context";
import type { ControlProps } from "../questions";
import { words } from "../words";
import { NotApplicable } from "./segments";

/** From this share of the limit on, the length is shown. */
const NEAR = 0.9;

export function TextField({ question, answer }: ControlProps) {
  const screen = useScreen();
  const { id, maxLength } = question;
  const text = answer?.text ?? "";
  return (
    <>
      <div data-control>
        <textarea
          class="note"
          rows={2}
          dir="auto"
          maxLength={maxLength}
          placeholder={words.rubric.write}
          aria-label={question.text}
          value={text}
          onInput={({ currentTarget: { value } }) =>
            value === "" ? dropValue(screen, id) : screen.seat.answer(id, withValue(id, screen.answerOf(id), { text: value }))
          }
        />
      </div>
      {text.length > NEAR * maxLength && <p class="muted">{words.rubric.tooLong(text.length, maxLength)}</p>}
      <div class="seg">
        <NotApplicable question={question} answer={answer} />
      </div>
    </>
  );
}
