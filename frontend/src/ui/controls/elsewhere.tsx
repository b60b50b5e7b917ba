/** A kind of criterion that this screen has no control for: it says so, and can still be marked as not applicable. */
import type { ControlProps } from "../questions";
import { words } from "../words";
import { NotApplicable } from "./segments";

export function Elsewhere({ question, answer }: ControlProps) {
  return (
    <>
      <p class="muted">{words.rubric.elsewhere}</p>
      <div class="seg">
        <NotApplicable question={question} answer={answer} />
      </div>
    </>
  );
}
