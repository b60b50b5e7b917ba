/** Designing a rubric: its outline on one side, the grader on the other. */
import { Design } from "../designer/design";
import { Header } from "../designer/header";
import { onCommand, onKey } from "../designer/keys";
import { Outline } from "../designer/outline";
import { Panels } from "../designer/panels";
import { Preview } from "../designer/preview";
import { DesignProvider, DesignScreen, useDesign } from "../designer/screen";
import { words as say } from "../designer/words";
import { Surface } from "../ui/surface";
import type { Widget } from "../ui/widget";
import { words } from "../ui/words";

export const rubricDesigner: Widget = (rpc, root, end) => {
  const screen = new DesignScreen(new Design(rpc, end), root, end);
  // Before the preview's own shadow root keeps its keys to itself.
  root.addEventListener("keydown", (event) => onCommand(screen, event as KeyboardEvent), { capture: true, signal: end });
  return (
    <DesignProvider value={screen}>
      <RubricDesigner />
    </DesignProvider>
  );
};

function RubricDesigner() {
  const screen = useDesign();
  const { phase } = screen.design;
  return (
    <Surface name={words.widget.rubric_designer} full={screen.full.value} said={screen.said} onKey={(event) => onKey(screen, event)}>
      <div class="layout" inert={screen.panel.value !== null}>
        {phase.value === "working" || phase.value === "opening" ? (
          <>
            <Header />
            <Banners />
            <Tabs />
            <div class="work design" data-pane={screen.pane.value}>
              <Outline />
              <Preview />
            </div>
            {screen.notice.value !== null && <p class="notice">{screen.notice}</p>}
          </>
        ) : (
          <Ended />
        )}
      </div>
      <Panels />
    </Surface>
  );
}

/** What must be seen whatever the researcher looks at. */
function Banners() {
  const screen = useDesign();
  const { design, found } = screen;
  const trouble = design.line.trouble.value;
  const unkept = design.checked.value?.kept === false;
  const said = trouble?.why === "gone" ? say.state.gone : trouble ? (trouble.message ?? say.state.busy) : unkept ? say.state.unkept : null;
  return (
    <>
      {said !== null && (
        <p class="banner warn" data-why={trouble?.why ?? "unkept"}>
          {said}
        </p>
      )}
      {found.value !== null && (
        <p class="banner">
          <span>{say.say.keptSince(found.value)}</span>
          <button type="button" class="btn" onClick={() => void screen.attempt(() => design.reload())}>
            {say.say.discard}
          </button>
        </p>
      )}
    </>
  );
}

/** Where there is room for one pane: which. */
function Tabs() {
  const { pane } = useDesign();
  return (
    <div class="panes" role="group" aria-label={say.panes.choose}>
      {(["outline", "preview"] as const).map((name) => (
        <button key={name} type="button" class="pane-tab" aria-pressed={pane.value === name} onClick={() => (pane.value = name)}>
          {say.panes[name]}
        </button>
      ))}
    </div>
  );
}

function Ended() {
  const { design } = useDesign();
  const phase = design.phase.value;
  const title = phase === "elsewhere" ? words.states.elsewhere : phase === "closed" ? words.states.closed : words.states.failed;
  return (
    <div class="state message">
      <h3>{title}</h3>
      <p>{phase === "failed" ? design.failure : say.ended}</p>
      {phase !== "closed" && (
        <button type="button" class="btn main" onClick={() => design.takeBack()}>
          {words.states.takeBack}
        </button>
      )}
    </div>
  );
}
