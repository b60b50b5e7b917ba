/** The top line: what this is, how far, whether it is saved, and how long already. */
import { useComputed } from "@preact/signals";
import { toggleFull } from "./actions";
import { useScreen } from "./context";
import { Icon } from "./icon";
import type { IconName } from "./icon";
import { OnHub } from "./on_hub";
import type { Panel } from "./screen";
import { clock, words } from "./words";

const MINUTE = 60_000;

export function Header({ name }: { name: string }) {
  const screen = useScreen();
  const { seat } = screen;
  const opened = seat.opened.value;
  const full = screen.full.value;
  return (
    <div class="header">
      <p class="title" dir="auto">
        {opened?.title ?? name}
        <small>{opened === null ? "" : `${opened.rubric} ${opened.rubric_version}`}</small>
      </p>
      <Where />
      <Saved />
      <OnHub />
      <span class="grow" />
      <Block />
      <nav class="tools" aria-label={words.legend.title}>
        <Open panel="instructions" icon="instructions" label={words.header.instructions} shortcut="i" />
        <Open panel="history" icon="history" label={words.header.history} shortcut="h" />
        <button
          type="button"
          class="tool"
          aria-label={words.remark.title}
          title={words.remark.title}
          aria-keyshortcuts="p"
          disabled={seat.phase.value !== "working"}
          onClick={() => screen.openPanel("remark")}
        >
          <Icon name="comment" />
        </button>
        <button
          type="button"
          class="tool"
          aria-label={full ? words.header.leaveFull : words.header.full}
          title={full ? words.header.leaveFull : words.header.full}
          aria-keyshortcuts="x"
          aria-pressed={full}
          onClick={() => toggleFull(screen)}
        >
          <Icon name={full ? "leave" : "full"} />
        </button>
        <button type="button" class="tool" aria-label={words.header.keys} title={words.header.keys} aria-keyshortcuts="?" onClick={() => screen.openPanel("keys")}>
          <span aria-hidden="true">?</span>
        </button>
      </nav>
    </div>
  );
}

function Open({ panel, icon, label, shortcut }: { panel: Panel; icon: IconName; label: string; shortcut: string }) {
  const screen = useScreen();
  return (
    <button type="button" class="tool named" title={label} aria-label={label} aria-keyshortcuts={shortcut} onClick={() => screen.openPanel(panel)}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

function Where() {
  const { seat } = useScreen();
  const { submitted, skipped, flagged, total } = seat.progress.value;
  const done = submitted + skipped + flagged;
  const ticket = seat.current.value?.ticket;
  const at = ticket?.position ?? done;
  return (
    <>
      {seat.opened.value !== null && <span class="muted where">{words.header.progress(at, total)}</span>}
      {total !== null && total > 0 && (
        <span
          class="bar"
          role="progressbar"
          aria-label={words.header.progressLabel}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
          aria-valuetext={words.header.progress(done, total)}
        >
          <i style={{ inlineSize: `${(100 * done) / total}%` }} />
        </span>
      )}
    </>
  );
}

function Saved() {
  const saved = useScreen().seat.saved.value;
  const text =
    saved.state === "saved" ? words.saved.saved : saved.state === "saving" ? words.saved.saving : words.saved.unsaved(saved.waiting);
  return (
    <span class={`saved ${saved.state}`} data-saved={saved.state}>
      <i aria-hidden="true">{saved.state === "saved" ? "✓" : saved.state === "saving" ? "•" : "!"}</i>
      {text}
    </span>
  );
}

/** Active time of this block; the text changes once a second, not with every tick of the clock. */
function Block() {
  const { seat, settings } = useScreen();
  const minutes = settings.value.block_minutes;
  const active = useComputed(() => clock(seat.clock.blockMs.value));
  if (minutes === null || seat.opened.value === null) return null;
  const over = seat.clock.blockMs.peek() >= minutes * MINUTE;
  return (
    <span class={over ? "block over" : "block muted"} role="timer" aria-label={words.header.blockLabel}>
      {active.value}
      <span class="block-of"> {words.header.blockOf(minutes)}</span>
      {over && <b> · {words.header.rest}</b>}
    </span>
  );
}
