/**
 * A sheet over the screen. What lies beneath is inert, so the focus cannot leave it but by closing;
 * Escape is handled with the other keys.
 */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";
import { words } from "./words";

export interface DialogProps {
  title: string;
  /** A short question stands in the middle, a text to read at the side. */
  shape: "sheet" | "box";
  children: ComponentChildren;
}

export function Dialog({ title, shape, children, onClose }: DialogProps & { onClose: () => void }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    const root = current?.getRootNode();
    const active = root instanceof ShadowRoot ? root.activeElement : null;
    if (current && active?.closest("[role=dialog]") !== current) current.focus({ preventScroll: true });
  }, []);
  return (
    <div class="scrim" onClick={(event) => event.target === event.currentTarget && onClose()}>
      <div ref={box} class={`panel ${shape}`} role="dialog" aria-modal="true" aria-labelledby={id} tabIndex={-1} onKeyDown={keepInside}>
        <div class="panel-head">
          <h3 id={id}>{title}</h3>
          <button type="button" class="tool" aria-label={words.panel.close} title={words.panel.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        <div class="panel-body">{children}</div>
      </div>
    </div>
  );
}

/** Tab goes round inside: past the widget lies the notebook, which `inert` beneath does not cover. */
function keepInside(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key !== "Tab") return;
  const box = event.currentTarget;
  const stops = [...box.querySelectorAll<HTMLElement>("button:not(:disabled), a[href], input, select, textarea, summary, [tabindex='0']")];
  const [first, last] = [stops[0], stops.at(-1)];
  const root = box.getRootNode();
  const active = root instanceof ShadowRoot ? root.activeElement : null;
  if (event.shiftKey && (active === first || active === box)) last?.focus();
  else if (!event.shiftKey && active === last) first?.focus();
  else return;
  event.preventDefault();
}
