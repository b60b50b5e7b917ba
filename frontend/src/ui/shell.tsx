/** The frame that both widgets share: header, states, the task, footer, panels and the one live region. */
import type { ComponentChildren, FunctionComponent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Phase } from "../seat/seat";
import { useScreen } from "./context";
import { Footer } from "./footer";
import { Header } from "./header";
import { onKey } from "./keys";
import { Panels } from "./panels/panels";
import { Closed, Elsewhere, Failed, Finished, Skeleton } from "./states";
import { timeOfDay, words } from "./words";

/**
 * What tests and tools may hold on to, besides roles and names: `part=surface` (the focusable whole),
 * `data-criterion` and `data-form` on each row's fieldset with its controls in `data-control`,
 * `data-na` and `data-comment` in it, `data-saved` (saved, saving, unsaved) in the header, `data-why`
 * on the banner of what is not saved, `data-response` on each answer, `data-scroll` on what scrolls.
 */
export function Shell({ name, children }: { name: string; children: ComponentChildren }) {
  const screen = useScreen();
  const surface = useRef<HTMLElement>(null);
  const full = screen.full.value;
  useLayoutEffect(() => lift(surface.current, full), [full]);
  return (
    <section
      ref={surface}
      part="surface"
      class={full ? "surface full" : "surface"}
      lang={words.language}
      aria-label={name}
      tabIndex={-1}
      onKeyDown={(event) => onKey(screen, event)}
    >
      <h2 class="sr">{name}</h2>
      <div class="layout" inert={screen.panel.value !== null}>
        <Header name={name} />
        <Banners />
        <Body>{children}</Body>
        <Notice />
        <Footer />
      </div>
      <Panels />
      <p class="sr" role="status" aria-live="polite">
        {screen.said}
      </p>
    </section>
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
function Notice() {
  const screen = useScreen();
  const stepping = screen.stepping.value !== null;
  const text = stepping ? `${words.evidence.stepping}: ${words.evidence.steppingKeys}` : screen.notice.value;
  if (text === null) return null;
  return <p class={stepping ? "notice stepping" : "notice"}>{text}</p>;
}

/**
 * Full window: the top layer escapes whatever the notebook clips or transforms; where there is no
 * popover, `position: fixed` does what it can. The focus survives either way.
 */
function lift(surface: HTMLElement | null, full: boolean): void {
  if (surface === null || typeof surface.showPopover !== "function") return;
  const root = surface.getRootNode();
  const focused = root instanceof ShadowRoot ? root.activeElement : null;
  if (full) {
    surface.popover = "manual";
    surface.showPopover();
  } else if (surface.popover !== null) {
    surface.hidePopover();
    surface.popover = null;
  }
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
