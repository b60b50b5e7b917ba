/** The top line: which rubric this is, whether it is saved, and what can be done with it as a whole. */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../ui/icon";
import { Kbd } from "../ui/kbd";
import { nameOf, useDesign } from "./screen";
import { text } from "./tree";
import { words } from "./words";

export function Header() {
  const screen = useDesign();
  const { design } = screen;
  const root = design.root.value;
  const { past, future } = design.history.value;
  const version = design.checked.value?.version ?? "";
  const waiting = screen.remarks.value.length;
  return (
    <div class="header">
      <p class="title" dir="auto">
        {nameOf(root)}
        <small>
          {text(root.fields, "version") || "1.0.0"} · {design.file.value}
        </small>
      </p>
      <State />
      <span class="grow" />
      <div class="tools" role="group" aria-label={words.header.tools}>
        <Tool icon="undo" label={words.header.undo} keys="Control+Z" disabled={past === null} onClick={() => screen.back("undo")} />
        <Tool icon="redo" label={words.header.redo} keys="Control+Shift+Z" disabled={future === null} onClick={() => screen.back("redo")} />
        <Tool label={words.header.import} onClick={() => screen.openPanel("import")}>
          {words.header.import}
        </Tool>
        <Tool label={words.header.inbox} onClick={() => screen.openPanel("inbox")}>
          {words.header.inbox}
          {waiting > 0 && <b class="count">{waiting}</b>}
        </Tool>
        <Tool label={words.header.changes} onClick={() => screen.openPanel("changes")}>
          {words.header.changes}
        </Tool>
        <Tool label={words.header.keys} keys="?" onClick={() => screen.openPanel("keys")}>
          ?
        </Tool>
      </div>
      <button type="button" class="btn main" aria-keyshortcuts="Control+S" disabled={design.checked.value?.saved === true} onClick={() => void screen.save()}>
        {words.header.save}
        {version !== "" && <span class="block-of">{version}</span>}
        <Kbd>{words.chord("Ctrl S")}</Kbd>
      </button>
    </div>
  );
}

interface ToolProps {
  icon?: IconName;
  label: string;
  keys?: string;
  disabled?: boolean;
  onClick: () => void;
  children?: ComponentChildren;
}

function Tool({ icon, label, keys, disabled = false, onClick, children }: ToolProps) {
  return (
    <button type="button" class="tool" aria-label={icon || children === "?" ? label : undefined} title={label} aria-keyshortcuts={keys} disabled={disabled} onClick={onClick}>
      {icon ? <Icon name={icon} /> : children}
    </button>
  );
}

/** Never "saved" before the file has it, nor "kept" before the kernel does. */
function State() {
  const { design } = useDesign();
  const checked = design.checked.value;
  const sent = design.acknowledged.value === design.history.value.changes;
  const [state, said] = !checked
    ? ["saving", words.state.opening]
    : !sent
      ? ["saving", words.state.keeping]
      : checked.saved
        ? ["saved", words.state.saved]
        : ["draft", checked.kept ? words.state.kept : words.state.keptHere];
  return (
    <span class={`saved ${state}`} data-saved={state}>
      <i aria-hidden="true">{state === "saved" ? "✓" : "•"}</i>
      {said}
    </span>
  );
}
