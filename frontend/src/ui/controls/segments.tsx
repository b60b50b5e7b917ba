/** Native radios that look like one segmented control, with "not applicable" as its last segment. */
import { useSignal } from "@preact/signals";
import { notApplicable } from "../actions";
import { choose } from "../answers";
import { usePart, useScreen } from "../context";
import { Kbd } from "../kbd";
import { chosenIndex } from "../questions";
import type { ControlProps, Question } from "../questions";
import { words } from "../words";

export function Segments({ question, answer }: ControlProps) {
  const screen = useScreen();
  const { id, choices, required } = question;
  const chosen = chosenIndex(question, answer);
  const looked = useSignal<number | null>(null);
  return (
    <>
      <div class="seg" data-control>
        {choices.map((choice, index) => (
          <label
            key={choice.id}
            class={choice.bad ? "opt bad" : "opt"}
            onPointerEnter={() => (looked.value = index)}
            onPointerLeave={() => (looked.value = null)}
          >
            <input
              type="radio"
              name={id}
              value={choice.id}
              checked={index === chosen}
              required={required}
              aria-label={choice.spoken}
              aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
              aria-describedby={choice.anchor === "" ? undefined : `anchor-${id}-${choice.id}`}
              onChange={() => choose(screen, question, choice)}
              onFocus={() => (looked.value = index)}
              onBlur={() => (looked.value = null)}
            />
            <span>{choice.label}</span>
            {index < 9 && <Kbd>{index + 1}</Kbd>}
          </label>
        ))}
        <NotApplicable question={question} answer={answer} />
      </div>
      <Anchors question={question} shown={looked.value ?? chosen} />
    </>
  );
}

/** What each option means in practice; all take their place at once, so that nothing jumps. */
function Anchors({ question, shown }: { question: Question; shown: number }) {
  if (question.choices.every(({ anchor }) => anchor === "")) return null;
  return (
    <div class="anchors">
      {question.choices.map(({ id, label, anchor }, index) => (
        <span key={id} id={`anchor-${question.id}-${id}`} class={index === shown ? "anchor on" : "anchor"}>
          {anchor !== "" && `${label}: ${anchor}`}
        </span>
      ))}
    </div>
  );
}

/** A button, not a radio: arrow keys that walk the answers must not walk into a list of reasons. */
export function NotApplicable({ question, answer }: ControlProps) {
  const screen = useScreen();
  const part = usePart(question.id);
  if (question.naReasons.length === 0) return null;
  const on = answer !== undefined && answer.na !== null;
  return (
    <button
      type="button"
      data-na
      class={on ? "opt na on" : "opt na"}
      aria-pressed={on}
      aria-keyshortcuts="n"
      aria-expanded={part === "na"}
      onClick={() => {
        screen.here.value = question.id;
        notApplicable(screen);
      }}
    >
      <span>{words.rubric.na}</span>
      <Kbd>n</Kbd>
    </button>
  );
}
