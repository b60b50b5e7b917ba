/** The widgets of an expert's seat: they differ in how a task is laid out, and share all around it. */
import type { FunctionComponent } from "preact";
import { createSeat } from "../seat/seat";
import { parseTask } from "../text/parse";
import { ScreenProvider } from "./context";
import { Screen } from "./screen";
import { Shell } from "./shell";
import type { Widget } from "./widget";

/** A widget called `name` that shows each task as `Task` does. */
export function seated(name: string, Task: FunctionComponent): Widget {
  return (rpc, root, end) => (
    <ScreenProvider value={new Screen(createSeat(rpc, end, parseTask), root, end)}>
      <Shell name={name}>
        <Task />
      </Shell>
    </ScreenProvider>
  );
}
