/** Comparing: two answers side by side, under them which is better, and beside them why. */
import { useScreen } from "../ui/context";
import { ItemPane } from "../ui/item";
import { Row } from "../ui/row";
import { Rubric } from "../ui/rubric";
import { words } from "../ui/words";

export function PairwiseComparison() {
  const screen = useScreen();
  const [verdict, ...reasons] = screen.groups.value;
  return (
    <div class="work compare" data-scroll="work">
      <ItemPane />
      <section class="verdict" aria-label={words.compare.preference} inert={screen.covered.value}>
        {verdict?.questions.map((question) => (
          <Row key={question.id} question={question} />
        ))}
      </section>
      <Rubric groups={reasons} label={words.compare.reasons} />
    </div>
  );
}
