/** Moving a line by its grip: where it would land is drawn as it goes, and the move is one edit at the end. */
import { find, walk, type Key, type Place } from "./tree";
import { takes } from "./edits";
import type { DesignScreen } from "./screen";

interface Landing {
  readonly into: Key;
  readonly at: number;
}

export function drag(screen: DesignScreen, key: Key, event: PointerEvent): void {
  const grip = event.currentTarget;
  const { root } = screen;
  if (!(grip instanceof HTMLElement) || event.button !== 0) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  let landing: Landing | null = null;
  let marked: HTMLElement | null = null;
  const mark = (line: HTMLElement | null, side: string) => {
    if (marked && marked !== line) delete marked.dataset["drop"];
    if (line) line.dataset["drop"] = side;
    marked = line;
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    const line = root.elementFromPoint(clientX, clientY)?.closest<HTMLElement>("[data-key]") ?? null;
    const place = line && find(screen.design.root.peek(), Number(line.dataset["key"]));
    const head = line?.querySelector("[data-line]")?.getBoundingClientRect();
    const after = head !== undefined && clientY > head.top + head.height / 2;
    landing = place ? landingAt(screen, key, place, after) : null;
    mark(landing ? line : null, after ? "after" : "before");
  };
  const end = new AbortController();
  const stop = (act: boolean) => {
    end.abort();
    mark(null, "");
    if (act && landing) {
      screen.design.edit({ do: "move", key, ...landing });
      screen.go(key);
    }
  };
  grip.addEventListener("pointermove", move, { signal: end.signal });
  grip.addEventListener("pointerup", () => stop(true), { signal: end.signal });
  grip.addEventListener("pointercancel", () => stop(false), { signal: end.signal });
}

/** Where a line goes that is let go before or after another; null where it cannot be. */
function landingAt({ design }: DesignScreen, key: Key, { node, parent, at }: Place, after: boolean): Landing | null {
  const moved = find(design.root.peek(), key);
  if (!moved?.parent || node.key === key || [...walk(moved.node)].some((inside) => inside.node.key === node.key)) return null;
  // Below a group's own line is its beginning.
  if (moved.node.sort === "criterion" && node.sort === "group" && after) return { into: node.key, at: 0 };
  if (!parent || node.sort !== moved.node.sort) return null;
  if (parent.key !== moved.parent.key && !takes(parent, moved.node)) return null;
  const shift = parent.key === moved.parent.key && moved.at < at ? -1 : 0;
  return { into: parent.key, at: at + shift + (after ? 1 : 0) };
}
