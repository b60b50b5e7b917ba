/** What the loader starts for each view of a widget. */
import { render } from "preact";
import type { Rpc } from "./rpc";
import { shadowIn } from "./ui/shadow";
import type { Widget } from "./ui/widget";

export type Mount<Name extends string> = (widget: Name, rpc: Rpc, host: HTMLElement, signal: AbortSignal) => void;

/** Shows one of `widgets` in a host, until its signal is aborted. */
export function mounting<Name extends string>(widgets: Record<Name, Widget>): Mount<Name> {
  return (widget, rpc, host, signal) => {
    const root = shadowIn(host, signal);
    const shown = widgets[widget](rpc, root, signal);
    const place = document.createElement("div");
    place.className = "frame";
    root.append(place);
    render(shown, place);
    signal.addEventListener("abort", () => render(null, place));
  };
}
