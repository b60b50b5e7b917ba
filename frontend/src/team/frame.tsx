/** The frame of a team's widget: its header, its states, and what stands in the way. */
import type { ComponentChildren } from "preact";
import { Icon } from "../ui/icon";
import { Surface } from "../ui/surface";
import { words } from "../ui/words";
import type { Asking } from "./asking";
import { words as say } from "./words";

interface Props {
  name: string;
  title: string;
  asking: Asking;
  /** What stands in the header beside the title. */
  head: ComponentChildren;
  onKey: (event: KeyboardEvent) => void;
  onRetry: () => void;
  children: ComponentChildren;
}

export function Frame({ name, title, asking, head, onKey, onRetry, children }: Props) {
  const { phase, full, trouble } = asking;
  return (
    <Surface name={name} full={full.value} said={asking.said} onKey={onKey}>
      <div class="layout">
        <div class="header">
          <p class="title" dir="auto">
            {title === "" ? name : title}
          </p>
          {head}
          <span class="grow" />
          <button
            type="button"
            class="tool"
            aria-label={say.full}
            title={say.full}
            aria-pressed={full.value}
            aria-keyshortcuts="x"
            onClick={() => (full.value = !full.value)}
          >
            <Icon name={full.value ? "leave" : "full"} />
          </button>
        </div>
        {trouble.value !== null && <p class="banner warn">{trouble.value}</p>}
        {phase.value === "working" ? children : <Other asking={asking} onRetry={onRetry} />}
      </div>
    </Surface>
  );
}

function Other({ asking, onRetry }: { asking: Asking; onRetry: () => void }) {
  const phase = asking.phase.value;
  if (phase === "opening")
    return (
      <div class="state message">
        <p class="muted">{say.opening}</p>
      </div>
    );
  const title = phase === "elsewhere" ? words.states.elsewhere : phase === "closed" ? words.states.closed : words.states.failed;
  return (
    <div class="state message">
      <h3>{title}</h3>
      {phase === "failed" && <p>{asking.failure}</p>}
      {phase === "failed" && (
        <button type="button" class="btn main" onClick={onRetry}>
          {words.states.retry}
        </button>
      )}
    </div>
  );
}
