/** The app: what the loader starts for each view of a widget. */
import { render } from "preact";
import type { Rpc } from "./rpc";
import { seated } from "./ui/seated";
import { shadowIn } from "./ui/shadow";
import type { Widget } from "./ui/widget";
import { words } from "./ui/words";
import { PairwiseComparison } from "./widgets/pairwise_comparison";
import { RubricGrader } from "./widgets/rubric_grader";

/** One line for each widget. */
const widgets = {
  rubric_grader: seated(words.widget.rubric_grader, RubricGrader),
  pairwise_comparison: seated(words.widget.pairwise_comparison, PairwiseComparison),
} satisfies Record<string, Widget>;

export type WidgetName = keyof typeof widgets;

/** Shows a widget in `host` until `signal` is aborted. */
export function mount(widget: WidgetName, rpc: Rpc, host: HTMLElement, signal: AbortSignal): void {
  const root = shadowIn(host, signal);
  const shown = widgets[widget](rpc, root, signal);
  const place = document.createElement("div");
  place.className = "frame";
  root.append(place);
  render(shown, place);
  signal.addEventListener("abort", () => render(null, place));
}
