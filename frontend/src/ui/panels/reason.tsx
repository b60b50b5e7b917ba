/** A reason from a short list, and a note for who wants to say more: to skip, to flag, to remark. */
import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { flag, skip } from "../actions";
import { useScreen } from "../context";
import { Kbd } from "../kbd";
import { Listbox } from "../listbox";
import { SUBMIT_KEY } from "../platform";
import { words } from "../words";
import { PanelFrame } from "./panel";

interface Props {
  title: string;
  text: string;
  options: readonly (readonly [id: string, label: string])[];
  noteLabel: string;
  send: string;
  /** The words; the panel's own if left out, and then nobody has to say any. */
  note?: Signal<string>;
  onSend: (id: string, note: string) => void;
  children?: ComponentChildren;
}

export function ReasonPanel({ title, text, options, noteLabel, send, note: needed, onSend, children }: Props) {
  const screen = useScreen();
  const picked = useSignal<string | null>(null);
  const own = useSignal("");
  const note = needed ?? own;
  const ready = picked.value !== null && (needed === undefined || note.value.trim() !== "");
  const go = () => {
    if (ready && picked.value !== null) onSend(picked.value, note.value.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    go();
  };
  return (
    <PanelFrame title={title} shape="box">
      <div class="reason" onKeyDown={onKeyDown}>
        <p class="muted">{text}</p>
        <Listbox label={title} options={options} selected={picked.value} onPick={(id) => (picked.value = id)} onConfirm={go} />
        <label class="field">
          <span>{noteLabel}</span>
          <textarea class="note" rows={2} dir="auto" value={note.value} onInput={({ currentTarget: { value } }) => (note.value = value)} />
        </label>
        <div class="buttons">
          <button type="button" class="btn" onClick={() => screen.closePanel()}>
            {words.panel.cancel}
            <Kbd>Esc</Kbd>
          </button>
          <button type="button" class="btn main" disabled={!ready} onClick={go}>
            {send}
            <Kbd>{SUBMIT_KEY}</Kbd>
          </button>
        </div>
        {children}
      </div>
    </PanelFrame>
  );
}

export function SkipPanel() {
  const screen = useScreen();
  const { title, text, reasons, note, send } = words.skip;
  return <ReasonPanel title={title} text={text} options={reasons} noteLabel={note} send={send} onSend={(id, said) => skip(screen, id, said)} />;
}

export function FlagPanel() {
  const screen = useScreen();
  const { title, text, categories, note, send } = words.flag;
  return <ReasonPanel title={title} text={text} options={categories} noteLabel={note} send={send} onSend={(id, said) => flag(screen, id, said)} />;
}
