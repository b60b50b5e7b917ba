/** The app: what the loader starts for each view of a widget. */
import { createElement, render } from "preact";
import type { Rpc } from "./rpc";
import { createSeat } from "./seat/seat";
import { parseTask } from "./text/parse";
import { ScreenProvider } from "./ui/context";
import { Screen } from "./ui/screen";
import { shadowIn } from "./ui/shadow";
import { Shell } from "./ui/shell";
import { words } from "./ui/words";
import { PairwiseComparison } from "./widgets/pairwise_comparison";
import { RubricGrader } from "./widgets/rubric_grader";

/** One line for each widget. */
const widgets = {
  rubric_grader: RubricGrader,
  pairwise_comparison: PairwiseComparison,
};

export type WidgetName = keyof typeof widgets;

/** Shows a widget in `host` until `signal` is aborted. */
export function mount(widget: WidgetName, rpc: Rpc, host: HTMLElement, signal: AbortSignal): void {
  const root = shadowIn(host, signal);
  const screen = new Screen(createSeat(rpc, signal, parseTask), root, signal);
  const place = document.createElement("div");
  place.className = "frame";
  root.append(place);
  const body = createElement(widgets[widget], null);
  const shell = createElement(Shell, { name: words.widget[widget], children: body });
  render(createElement(ScreenProvider, { value: screen, children: shell }), place);
  signal.addEventListener("abort", () => render(null, place));
}
