/** What the widgets of a seat show around a task: header, states, footer and panels. */
import type { ComponentChildren, FunctionComponent } from "preact";
import type { Phase } from "../seat/seat";
import { useScreen } from "./context";
import { Footer } from "./footer";
import { Header } from "./header";
import { onKey } from "./keys";
import { Panels } from "./panels/panels";
import { Closed, Elsewhere, Failed, Finished, Skeleton } from "./states";
import { Surface } from "./surface";
import { timeOfDay, words } from "./words";

/**
 * What tests and tools may hold on to, besides roles and names and the `part=surface`:
 * `data-criterion` and `data-form` on each row's fieldset with its controls in `data-control`,
 * `data-na` and `data-comment` in it, `data-saved` (saved, saving, unsaved) in the header, `data-why`
 * on the banner of what is not saved, `data-response` on each answer, `data-scroll` on what scrolls.
 */
export function Shell({ name, children }: { name: string; children: ComponentChildren }) {
  const screen = useScreen();
  return (
    <Surface name={name} full={screen.full.value} said={screen.said} onKey={(event) => onKey(screen, event)}>
      <div class="layout" inert={screen.panel.value !== null}>
        <Header name={name} />
        <Banners />
        <Body>{children}</Body>
        <Notice />
        <Footer />
      </div>
      <Panels />
    </Surface>
  );
}

const states: Partial<Record<Phase, FunctionComponent>> = {
  opening: Skeleton,
  finished: Finished,
  elsewhere: Elsewhere,
  closed: Closed,
  failed: Failed,
};

function Body({ children }: { children: ComponentChildren }) {
  const { seat } = useScreen();
  const State = seat.visiting.value ? undefined : states[seat.phase.value];
  if (State) return <State />;
  return seat.current.value === null ? <Skeleton /> : <>{children}</>;
}

/** What must be seen whatever the expert looks at: not saved and why, and whose task this is. */
function Banners() {
  const screen = useScreen();
  const { seat } = screen;
  const saved = seat.saved.value;
  return (
    <>
      {saved.state === "unsaved" && (
        <p class="banner warn" data-why={saved.why}>
          {saved.message}
        </p>
      )}
      {seat.visiting.value && <Visiting />}
    </>
  );
}

function Visiting() {
  const screen = useScreen();
  const ticket = screen.seat.current.value?.ticket;
  const at = screen.visitedAt.value;
  if (ticket === undefined) return null;
  const back = () => {
    screen.seat.leaveVisit();
    screen.say(words.say.back);
  };
  return (
    <p class="banner visit">
      <span>{words.visit.banner(ticket.position, ticket.status ?? "", at === null ? "" : timeOfDay(at))}</span>
      <button type="button" class="btn" onClick={back}>
        {words.visit.back}
      </button>
    </p>
  );
}

/** The last problem, or how to step through sentences; read out by the live region, so it has no role. */
export function Notice() {
  const screen = useScreen();
  const stepping = screen.stepping.value !== null;
  const text = stepping ? `${words.evidence.stepping}: ${words.evidence.steppingKeys}` : screen.notice.value;
  if (text === null) return null;
  return <p class={stepping ? "notice stepping" : "notice"}>{text}</p>;
}
