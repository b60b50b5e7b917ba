/** The focusable whole of a widget's view: it takes the keys, can fill the window, and holds the one live region. */
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "./words";

interface Props {
  name: string;
  full: boolean;
  /** What the live region says. */
  said: ReadonlySignal<string>;
  onKey: (event: KeyboardEvent) => void;
  children: ComponentChildren;
}

export function Surface({ name, full, said, onKey, children }: Props) {
  const surface = useRef<HTMLElement>(null);
  useLayoutEffect(() => lift(surface.current, full), [full]);
  return (
    <section
      ref={surface}
      part="surface"
      class={full ? "surface full" : "surface"}
      lang={words.language}
      aria-label={name}
      tabIndex={-1}
      onKeyDown={onKey}
    >
      <h2 class="sr">{name}</h2>
      {children}
      <p class="sr" role="status" aria-live="polite">
        {said}
      </p>
    </section>
  );
}

/**
 * Full window: the top layer escapes whatever the notebook clips or transforms; where there is no
 * popover, `position: fixed` does what it can. The focus survives either way.
 */
function lift(surface: HTMLElement | null, full: boolean): void {
  if (surface === null || typeof surface.showPopover !== "function") return;
  const root = surface.getRootNode();
  const focused = root instanceof ShadowRoot ? root.activeElement : null;
  if (full) {
    surface.popover = "manual";
    surface.showPopover();
  } else if (surface.popover !== null) {
    surface.hidePopover();
    surface.popover = null;
  }
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
