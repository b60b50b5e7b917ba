/** Any of several options; "none" is an answer of its own, told apart from no answer yet. */
import { setLabels, toggle } from "../answers";
import { useScreen } from "../context";
import { Kbd } from "../kbd";
import type { ControlProps } from "../questions";
import { words } from "../words";
import { NotApplicable } from "./segments";

export function Checks({ question, answer }: ControlProps) {
  const screen = useScreen();
  const given = answer !== undefined && answer.na === null;
  const chosen = given ? answer.labels : [];
  return (
    <div class="checks" data-control>
      {question.choices.map(({ id, label, anchor }, index) => (
        <label key={id} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
            onChange={() => toggle(screen, question, id)}
          />
          <span>
            {label}
            {index < 9 && <Kbd>{index + 1}</Kbd>}
            {anchor !== "" && <small>{anchor}</small>}
          </span>
        </label>
      ))}
      <div class="seg">
        <button
          type="button"
          class={given && chosen.length === 0 ? "opt on" : "opt"}
          aria-pressed={given && chosen.length === 0}
          aria-keyshortcuts="0"
          onClick={() => setLabels(screen, question, [])}
        >
          <span>{words.rubric.none}</span>
          <Kbd>0</Kbd>
        </button>
        <NotApplicable question={question} answer={answer} />
      </div>
    </div>
  );
}
