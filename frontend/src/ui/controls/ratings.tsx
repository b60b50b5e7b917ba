/** One rating for each of several things, whether the answer names them or not: a line of radios each. */
import { rate, ratingOf } from "../answers";
import { useScreen } from "../context";
import { Kbd } from "../kbd";
import type { ControlProps } from "../questions";
import { words } from "../words";
import { NotApplicable } from "./segments";

export function Ratings({ question, answer }: ControlProps) {
  const screen = useScreen();
  const due = question.subjects.find(({ id }) => ratingOf(answer, id) === null);
  return (
    <div class="ratings" data-control>
      {question.subjects.map(({ id, label, anchor }) => (
        <div key={id} class="rating" role="radiogroup" aria-label={label}>
          <span dir="auto">
            {label}
            {anchor !== "" && <small>{anchor}</small>}
          </span>
          <span class="seg">
            {question.choices.map((choice, index) => (
              <label key={choice.id} class="opt" title={choice.anchor}>
                <input
                  type="radio"
                  name={`${question.id}/${id}`}
                  value={choice.id}
                  checked={ratingOf(answer, id) === choice.id}
                  onChange={() => rate(screen, question, id, choice.id)}
                />
                <span>{choice.label}</span>
                {/* Its place is kept, so that the lines do not move. */}
                {index < 9 && <span class={due?.id === id ? "" : "kept"}><Kbd>{index + 1}</Kbd></span>}
              </label>
            ))}
          </span>
        </div>
      ))}
      {due && question.subjects.length > 1 && <span class="muted">{words.rubric.rateNext(due.label)}</span>}
      <div class="seg">
        <NotApplicable question={question} answer={answer} />
      </div>
    </div>
  );
}
