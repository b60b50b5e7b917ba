/**
 * Seven radios from "A much better" over a tie to "B much better", in the order in which the two
 * answers stand, so that the eye and the key go to the side that is better.
 */
import { choose } from "../answers";
import { useScreen } from "../context";
import { Kbd } from "../kbd";
import { chosenIndex } from "../questions";
import type { Choice, ControlProps } from "../questions";
import { words } from "../words";

export function Preference({ question, answer }: ControlProps) {
  const screen = useScreen();
  const chosen = chosenIndex(question, answer);
  const { choices } = question;
  const segment = (choice: Choice) => {
    const index = choices.indexOf(choice);
    return (
      <label key={choice.id} class="opt">
        <input
          type="radio"
          name={question.id}
          value={choice.id}
          checked={index === chosen}
          required
          aria-label={choice.anchor}
          aria-keyshortcuts={String(index + 1)}
          onChange={() => choose(screen, question, choice)}
        />
        <span aria-hidden="true">{choice.label}</span>
        <Kbd>{index + 1}</Kbd>
      </label>
    );
  };
  const side = (key: string) => (
    <div class="side">
      <span class="side-label" aria-hidden="true">
        {words.compare.better(key)}
      </span>
      <div class="seg">{choices.filter(({ value }) => value.label === key).map(segment)}</div>
    </div>
  );
  const [first, second] = [choices[0]?.value.label ?? "A", choices.at(-1)?.value.label ?? "B"];
  return (
    <div class="preference" data-control>
      {side(first)}
      <div class="side">
        <span class="side-label" aria-hidden="true" />
        <div class="seg">{choices.filter(({ id }) => id === "tie").map(segment)}</div>
      </div>
      {side(second)}
    </div>
  );
}
