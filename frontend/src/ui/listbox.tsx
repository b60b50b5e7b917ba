/**
 * A short list to choose one from, by digit, arrow keys or pointer. The list has the focus, not its
 * options, so that one Tab passes it.
 */
import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { keyOf } from "./key_names";
import { reveal } from "./focus";
import { Kbd } from "./kbd";

interface Props {
  label: string;
  options: readonly (readonly [id: string, label: string])[];
  selected: string | null;
  /** An option was chosen: by its digit, by Enter or by a click. */
  onPick: (id: string) => void;
  /** Enter on the option that is chosen already; without it, Enter picks. */
  onConfirm?: () => void;
}

export function Listbox({ label, options, selected, onPick, onConfirm }: Props) {
  const base = useId();
  const list = useRef<HTMLUListElement>(null);
  const active = useSignal(Math.max(0, options.findIndex(([id]) => id === selected)));
  useLayoutEffect(() => {
    list.current?.focus({ preventScroll: true });
    if (list.current) reveal(list.current);
  }, []);

  const pick = (index: number) => {
    const option = options[index];
    if (!option) return;
    active.value = index;
    onPick(option[0]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const key = keyOf(event);
    const at = active.peek();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "ArrowDown" || key === "j") active.value = Math.min(at + 1, options.length - 1);
    else if (key === "ArrowUp" || key === "k") active.value = Math.max(at - 1, 0);
    else if (key === "Home") active.value = 0;
    else if (key === "End") active.value = options.length - 1;
    else if (/^[1-9]$/.test(key)) pick(Number(key) - 1);
    else if (key === "Enter" && onConfirm && options[at]?.[0] === selected) onConfirm();
    else if (key === "Enter" || key === " ") pick(at);
    else return;
    event.preventDefault();
  };
  return (
    <ul ref={list} class="listbox" role="listbox" tabIndex={0} aria-label={label} aria-activedescendant={`${base}-${active.value}`} onKeyDown={onKeyDown}>
      {options.map(([id, text], index) => (
        <li
          key={id}
          id={`${base}-${index}`}
          role="option"
          aria-selected={id === selected}
          class={index === active.value ? "active" : ""}
          onClick={() => pick(index)}
        >
          <Kbd>{index + 1}</Kbd> {text}
        </li>
      ))}
    </ul>
  );
}
