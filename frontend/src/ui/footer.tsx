/** The bottom line: take back, skip, flag; what is left; submit. */
import { submit, undo } from "./actions";
import { useScreen } from "./context";
import { Kbd } from "./kbd";
import { SUBMIT_KEY, SUBMIT_SHORTCUT } from "./platform";
import { words } from "./words";

export function Footer() {
  const screen = useScreen();
  const { seat } = screen;
  const left = seat.left.value;
  const working = seat.phase.value === "working" && seat.current.value !== null;
  return (
    <div class="footer" role="group" aria-label={words.footer.actions}>
      <button type="button" class="btn" aria-keyshortcuts="u" disabled={!seat.canUndo.value} onClick={() => undo(screen)}>
        {words.footer.undo}
        <Kbd>u</Kbd>
      </button>
      <button type="button" class="btn" aria-keyshortcuts="s" disabled={!working} onClick={() => screen.openPanel("skip")}>
        {words.footer.skip}
        <Kbd>s</Kbd>
      </button>
      <button type="button" class="btn" aria-keyshortcuts="f" disabled={!working} onClick={() => screen.openPanel("flag")}>
        {words.footer.flag}
        <Kbd>f</Kbd>
      </button>
      <span class="grow" />
      {working && <span class={left === 0 ? "left none" : "left"}>{words.footer.left(left)}</span>}
      <button type="button" class="btn main" aria-keyshortcuts={SUBMIT_SHORTCUT} disabled={!working} onClick={() => submit(screen)}>
        {seat.visiting.value ? words.footer.amend : words.footer.submit}
        <Kbd>{SUBMIT_KEY}</Kbd>
      </button>
    </div>
  );
}
