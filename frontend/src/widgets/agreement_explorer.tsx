/** Looking behind the figures of agreement: the figures on one side, the answers behind them on the other. */
import { Behind } from "../team/behind";
import { Exploring } from "../team/exploring";
import { Criteria, Raters, Together } from "../team/figures";
import { Frame } from "../team/frame";
import { words } from "../team/words";
import { isTyping } from "../ui/focus";
import type { Widget } from "../ui/widget";

export const agreementExplorer: Widget = (rpc, root, end) => <AgreementExplorer exploring={new Exploring(rpc, end)} root={root} />;

function AgreementExplorer({ exploring, root }: { exploring: Exploring; root: ShadowRoot }) {
  const found = exploring.found.value;
  return (
    <Frame
      name={words.agreement.name}
      title={found?.title ?? ""}
      asking={exploring}
      head={
        found && (
          <>
            <span class="muted where">{found.method}</span>
            <button type="button" class="btn" onClick={() => void exploring.read()}>
              {words.again}
            </button>
          </>
        )
      }
      onKey={(event) => onKey(exploring, root, event)}
      onRetry={() => void exploring.read()}
    >
      {found?.criteria.length === 0 ? (
        <div class="state message">
          <p class="muted">{words.agreement.nothing}</p>
        </div>
      ) : (
        <div class="work explore" data-scroll="work">
          <div class="figures-pane" data-scroll="figures" tabIndex={0} role="group" aria-label={words.agreement.criteria}>
            <Criteria exploring={exploring} />
            <Together exploring={exploring} />
            <Raters exploring={exploring} />
          </div>
          <div class="behind">
            <Behind exploring={exploring} />
          </div>
        </div>
      )}
    </Frame>
  );
}

function onKey(exploring: Exploring, root: ShadowRoot, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "j" || event.key === "k") exploring.step(event.key === "j" ? 1 : -1);
  else if (event.key === "Escape" && exploring.open.peek() !== null) exploring.open.value = null;
  else if (event.key === "x") exploring.full.value = !exploring.full.peek();
  else return;
  event.preventDefault();
  // What had the focus may be gone with it.
  queueMicrotask(() => root.activeElement ?? root.querySelector<HTMLElement>("[part=surface]")?.focus({ preventScroll: true }));
}
