/** The rubric: groups of criteria, each heading with how far it is answered. */
import { useComputed } from "@preact/signals";
import { useScreen } from "./context";
import { isAnswered } from "./questions";
import type { Question, QuestionGroup } from "./questions";
import { Row } from "./row";
import { words } from "./words";

export function Rubric({ groups, label }: { groups: readonly QuestionGroup[]; label: string }) {
  const screen = useScreen();
  const again = (screen.seat.current.value?.ticket.view.asked?.criteria ?? null) !== null;
  return (
    <section class="rubric" data-scroll="rubric" aria-label={label} inert={screen.covered.value}>
      {again && <p class="muted again">{words.rubric.again}</p>}
      {groups.map((group) => (
        <div class="group" role="group" key={group.id} aria-label={group.title}>
          <div class="group-head">
            <h3 dir="auto">{group.title}</h3>
            <Done group={group} />
          </div>
          {group.description !== "" && (
            <p class="muted group-text" dir="auto">
              {group.description}
            </p>
          )}
          {group.questions.map((question) => (
            <Asked key={question.id} question={question} />
          ))}
        </div>
      ))}
    </section>
  );
}

/** A criterion, while the answers to others ask for it. */
function Asked({ question }: { question: Question }) {
  const { seat } = useScreen();
  const unasked = useComputed(() => seat.unasked.value.has(question.id));
  return unasked.value ? null : <Row question={question} />;
}

function Done({ group: { questions } }: { group: QuestionGroup }) {
  const { seat } = useScreen();
  const asked = useComputed(() => questions.filter(({ id }) => !seat.unasked.value.has(id)));
  const done = useComputed(() => asked.value.filter((question) => isAnswered(question, seat.answerOf(question.id).value)).length);
  return <span class="muted">{words.rubric.done(done.value, asked.value.length)}</span>;
}
