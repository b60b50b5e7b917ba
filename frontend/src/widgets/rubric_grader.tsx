/** Grading: the answer on one side, the rubric on the other. */
import { useScreen } from "../ui/context";
import { ItemPane } from "../ui/item";
import { Rubric } from "../ui/rubric";
import { words } from "../ui/words";

export function RubricGrader() {
  const screen = useScreen();
  return (
    <div class="work grade" data-scroll="work">
      <ItemPane />
      <Rubric groups={screen.groups.value} label={words.rubric.label} />
    </div>
  );
}
