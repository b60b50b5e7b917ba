/**
 * The preview: the grader's own screen in a shadow root of its own, on a seat that keeps nothing. It is
 * as an expert will see it at this width, with all its keys; `x` shows it in the full window.
 */
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { submit, toggleFull } from "../ui/actions";
import { ScreenProvider, useScreen } from "../ui/context";
import { isTyping } from "../ui/focus";
import { Icon } from "../ui/icon";
import { Kbd } from "../ui/kbd";
import { onKey } from "../ui/keys";
import { InstructionsPanel } from "../ui/panels/instructions";
import { KeysPanel } from "../ui/panels/keys";
import { SUBMIT_KEY, SUBMIT_SHORTCUT } from "../ui/platform";
import { Screen } from "../ui/screen";
import { shadowIn } from "../ui/shadow";
import { Notice } from "../ui/shell";
import { Skeleton } from "../ui/states";
import { Surface } from "../ui/surface";
import { RubricGrader } from "../widgets/rubric_grader";
import type { PreviewPane } from "./preview_pane";
import { Score } from "./score";
import { useDesign } from "./screen";
import { MOST } from "./tryout";
import { Tried } from "./tried";
import { words } from "./words";

/** Skip, flag, history, remarks and undo need a study. */
const WITHOUT = new Set(["s", "f", "h", "p", "u"]);

export function Preview() {
  const { preview, design } = useDesign();
  const finished = preview.finished.value;
  const items = design.opened.value?.items ?? [];
  const trying = preview.tryout.value;
  return (
    <section class="preview" aria-label={words.panes.preview}>
      <div class="preview-bar">
        <select
          class="note"
          aria-label={words.preview.item}
          disabled={trying !== null}
          value={preview.item.value}
          onChange={({ currentTarget: { value } }) => void preview.show(Number(value))}
        >
          {items.map(({ title }, n) => (
            <option key={n} value={n}>
              {n + 1}. {title}
            </option>
          ))}
        </select>
        {trying === null ? <Start most={Math.min(MOST, items.length)} /> : <Stop />}
      </div>
      {finished === null ? <Graders preview={preview} /> : <Tried tryout={finished} />}
      {finished === null && <Score />}
    </section>
  );
}

function Start({ most }: { most: number }) {
  const { preview } = useDesign();
  const count = useRef<HTMLSelectElement>(null);
  return (
    <span class="start">
      {most > 1 && (
        <select ref={count} class="note" aria-label={words.preview.count}>
          {Array.from({ length: most }, (_, n) => (
            <option key={n} value={n + 1} selected={n === Math.min(3, most) - 1}>
              {n + 1}
            </option>
          ))}
        </select>
      )}
      <button type="button" class="btn" disabled={!preview.asks.value} onClick={() => preview.start(Number(count.current?.value ?? 1))}>
        {words.preview.start}
      </button>
    </span>
  );
}

function Stop() {
  const { preview } = useDesign();
  return (
    <button type="button" class="btn" onClick={() => preview.stop()}>
      {words.preview.stop}
    </button>
  );
}

/** The host of the grader's own shadow root. */
function Graders({ preview }: { preview: PreviewPane }) {
  const designer = useDesign();
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const end = new AbortController();
    const root = shadowIn(host.current, end.signal);
    const screen = new Screen(preview.seat, root, end.signal);
    const place = document.createElement("div");
    place.className = "preview-frame";
    root.append(place);
    render(
      <ScreenProvider value={screen}>
        <Grader preview={preview} onLeave={() => designer.go(designer.here.peek())} />
      </ScreenProvider>,
      place,
    );
    preview.enter = () => {
      root.querySelector<HTMLElement>("[part=surface]")?.focus({ preventScroll: true });
      screen.settle();
    };
    end.signal.addEventListener("abort", () => render(null, place));
    return () => end.abort();
  }, []);
  return <div class="preview-host" ref={host} />;
}

function Grader({ preview, onLeave }: { preview: PreviewPane; onLeave: () => void }) {
  const screen = useScreen();
  const { seat } = preview;
  const trying = preview.tryout.value;
  const left = seat.left.value;
  const at = (trying?.tried.length ?? 0) + 1;
  const keys = (event: KeyboardEvent) => {
    if (WITHOUT.has(event.key) && !isTyping(event.target)) return;
    onKey(screen, event);
    if (event.key === "Escape" && !event.defaultPrevented) onLeave();
  };
  return (
    <Surface name={words.preview.label} full={screen.full.value} said={screen.said} onKey={keys}>
      <div class="layout" inert={screen.panel.value !== null}>
        {seat.current.value === null ? <Skeleton /> : preview.asks.value ? <RubricGrader /> : <p class="state message">{words.preview.nothing}</p>}
        <Notice />
        <div class="footer">
          {trying !== null && <b>{words.preview.at(at, trying.items.length)}</b>}
          <span class={left === 0 ? "left none" : "left"}>{preview.asks.value && words.preview.left(left)}</span>
          <span class="grow" />
          <button type="button" class="tool" aria-label={words.preview.full} title={words.preview.full} aria-keyshortcuts="x" aria-pressed={screen.full.value} onClick={() => toggleFull(screen)}>
            <Icon name={screen.full.value ? "leave" : "full"} />
          </button>
          {trying !== null && (
            <button type="button" class="btn main" aria-keyshortcuts={SUBMIT_SHORTCUT} onClick={() => submit(screen)}>
              {at === trying.items.length ? words.preview.finish : words.preview.next}
              <Kbd>{SUBMIT_KEY}</Kbd>
            </button>
          )}
        </div>
      </div>
      {screen.panel.value === "instructions" && <InstructionsPanel />}
      {screen.panel.value === "keys" && <KeysPanel />}
    </Surface>
  );
}
