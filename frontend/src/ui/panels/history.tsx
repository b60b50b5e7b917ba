/** What was judged, latest first; any of it can be looked at and judged again. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { HistoryEntry } from "../../wire";
import { useScreen } from "../context";
import { reasonOf } from "../reason_of";
import { timeOfDay, words } from "../words";
import { PanelFrame } from "./panel";

export function HistoryPanel() {
  const screen = useScreen();
  const entries = useSignal<readonly HistoryEntry[]>([]);
  const more = useSignal(false);
  const state = useSignal<"loading" | "ready">("loading");
  const problem = useSignal<string | null>(null);

  const load = async () => {
    state.value = "loading";
    problem.value = null;
    try {
      const page = await screen.seat.history(entries.peek().at(-1)?.seq);
      entries.value = [...entries.peek(), ...page.entries];
      more.value = page.more;
    } catch (error) {
      problem.value = words.panel.unread(reasonOf(error));
    }
    state.value = "ready";
  };
  useEffect(() => void load(), []);

  const visit = async (entry: HistoryEntry) => {
    problem.value = null;
    try {
      screen.visitedAt.value = entry.at;
      await screen.seat.visit(entry.task);
      screen.closePanel(true);
    } catch (error) {
      problem.value = words.panel.unvisited(reasonOf(error));
    }
  };

  return (
    <PanelFrame title={words.header.history} shape="sheet">
      {problem.value !== null && <p class="due">{problem.value}</p>}
      {state.value === "ready" && entries.value.length === 0 && problem.value === null && <p class="muted">{words.panel.noHistory}</p>}
      <ul class="history">
        {entries.value.map((entry) => (
          <li key={entry.seq}>
            <button type="button" class="entry" onClick={() => void visit(entry)}>
              <span class="entry-head">
                <b>{words.panel.entry(entry.position)}</b>
                <span class={`status ${entry.status}`}>{words.panel.status[entry.status] ?? entry.status}</span>
                {entry.amended && <span class="muted">{words.panel.amended}</span>}
                <span class="grow" />
                <time class="muted">{timeOfDay(entry.at)}</time>
              </span>
              <span class="entry-title" dir="auto">
                {entry.title}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {state.value === "loading" && <p class="muted">{words.panel.loading}</p>}
      {state.value === "ready" && more.value && (
        <button type="button" class="btn" onClick={() => void load()}>
          {words.panel.older}
        </button>
      )}
    </PanelFrame>
  );
}
