/** What a try-out has shown: how long each item and criterion took, and which criteria never varied. */
import { useEffect, useRef } from "preact/hooks";
import { spelled } from "../text/characters";
import { clock } from "../ui/words";
import { useDesign } from "./screen";
import { usesOf, type TryOut } from "./tryout";
import { words } from "./words";

export function Tried({ tryout }: { tryout: TryOut }) {
  const screen = useDesign();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  const { tried } = tryout;
  const groups = screen.preview.seat.current.value?.ticket.view.groups ?? [];
  const uses = usesOf(groups.flatMap(({ criteria }) => criteria), tried);
  const close = () => {
    screen.preview.finished.value = null;
    screen.focusLine(screen.here.peek());
  };
  return (
    <div class="tried" data-scroll="tried">
      <h3 ref={title} tabIndex={-1}>
        {words.tried.title}
      </h3>
      <p>{words.tried.summary(tried.length, tried.reduce((sum, { ms }) => sum + ms, 0))}</p>
      <p class="muted">{tried.map(({ ms }, n) => words.tried.item(n + 1, ms)).join(" · ")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.tried.criterion}</th>
            <th scope="col">{words.tried.answers}</th>
            <th scope="col">{words.tried.time}</th>
          </tr>
        </thead>
        <tbody>
          {uses.map(({ criterion, answers, never, ms }) => (
            <tr key={criterion.id}>
              <th scope="row" dir="auto">
                {spelled(criterion.text)}
              </th>
              <td>
                {answers.map((answer) => answer ?? words.tried.unanswered).join(" · ")}
                {never && <b class="never"> {words.tried.same}</b>}
              </td>
              <td class="value">{ms === null ? words.tried.unanswered : clock(ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" class="btn" onClick={close}>
        {words.tried.close}
      </button>
    </div>
  );
}
