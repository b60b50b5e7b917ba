/** Remarks on the rubric: call the current criterion unclear or propose one, and read what became of earlier ones. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { uuid } from "../../uuid";
import type { Remark } from "../../wire";
import { useScreen } from "../context";
import { reasonOf } from "../reason_of";
import { words } from "../words";
import { ReasonPanel } from "./reason";

export function RemarkPanel() {
  const screen = useScreen();
  const problem = useSignal<string | null>(null);
  // One remark, however often it has to be sent; and about what was current when the panel was opened.
  const { remark, criterion } = useMemo(() => ({ remark: uuid(), criterion: screen.question(screen.here.peek())?.criterion ?? null }), []);
  const send = async (kind: string, text: string) => {
    problem.value = null;
    try {
      await screen.seat.remark({ remark, kind: kind as Remark["kind"], text, criterion: criterion?.id ?? null });
      screen.remark.value = "";
      screen.closePanel();
      screen.say(words.remark.sent, true);
    } catch (error) {
      problem.value = words.remark.unsent(reasonOf(error));
    }
  };
  return (
    <ReasonPanel
      title={words.remark.title}
      text={words.remark.text}
      options={criterion ? words.remark.kinds(criterion.text) : words.remark.propose}
      noteLabel={words.remark.note}
      send={words.remark.send}
      note={screen.remark}
      onSend={(kind, text) => void send(kind, text)}
    >
      {problem.value !== null && (
        <p class="due" role="alert">
          {problem.value}
        </p>
      )}
      <Earlier />
    </ReasonPanel>
  );
}

function Earlier() {
  const screen = useScreen();
  const remarks = useSignal<readonly Remark[]>([]);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    screen.seat.remarks().then(
      (found) => (remarks.value = found),
      (error: unknown) => (problem.value = words.remark.unread(reasonOf(error))),
    );
  }, []);
  if (problem.value !== null) return <p class="muted">{problem.value}</p>;
  if (remarks.value.length === 0) return null;
  return (
    <section class="remarks" aria-label={words.remark.yours}>
      <h4>{words.remark.yours}</h4>
      <ul>
        {remarks.value.map(({ remark, text, verdict, reason }) => (
          <li key={remark}>
            <span dir="auto">{text}</span>
            <small class="muted">{words.remark.state(verdict, reason)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
