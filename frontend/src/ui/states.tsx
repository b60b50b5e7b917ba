/** What the screen shows when there is no task to judge. */
import type { ComponentChildren } from "preact";
import { useScreen } from "./context";
import { words } from "./words";

/** Grey shapes where the text and the rubric will be; the words are for who cannot see them. */
export function Skeleton() {
  return (
    <div class="state skeleton">
      <p class="sr">{words.states.opening}</p>
      <div aria-hidden="true">
        {[38, 92, 84, 88, 46, 90, 62].map((width, index) => (
          <i key={index} style={{ inlineSize: `${width}%` }} />
        ))}
      </div>
      <div aria-hidden="true">
        {[70, 40, 64, 52, 76, 44].map((width, index) => (
          <i key={index} style={{ inlineSize: `${width}%` }} />
        ))}
      </div>
    </div>
  );
}

export function Finished() {
  const screen = useScreen();
  const { submitted, skipped, flagged, total } = screen.seat.progress.value;
  const all = submitted + skipped + flagged;
  return (
    <Message title={total !== null && all >= total && all > 0 ? words.states.finishedAll(all) : words.states.finished}>
      <p class="counts">{words.states.counts(submitted, skipped, flagged)}</p>
      {all > 0 && (
        <>
          <p class="muted">{words.states.finishedHint}</p>
          <button type="button" class="btn" onClick={() => screen.openPanel("history")}>
            {words.header.history}
          </button>
        </>
      )}
    </Message>
  );
}

export function Elsewhere() {
  const { seat } = useScreen();
  return (
    <Message title={words.states.elsewhere}>
      <p class="muted">{words.states.elsewhereText}</p>
      <button type="button" class="btn main" onClick={() => seat.takeBack()}>
        {words.states.takeBack}
      </button>
    </Message>
  );
}

export function Closed() {
  return (
    <Message title={words.states.closed}>
      <p class="muted">{words.states.closedText}</p>
    </Message>
  );
}

export function Failed() {
  const { seat } = useScreen();
  return (
    <Message title={words.states.failed}>
      <p>{seat.failure.value}</p>
      <p class="muted">{words.states.failedHint}</p>
      <button type="button" class="btn" onClick={() => seat.takeBack()}>
        {words.states.retry}
      </button>
    </Message>
  );
}

function Message({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="state message">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
