/** The designer's sheets: another rubric taken in, what has changed, the experts' remarks, the keys, a file that others changed. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { Dialog } from "../ui/dialog";
import type { DesignChanges } from "../wire";
import { Inbox } from "./inbox";
import { useDesign } from "./screen";
import { fromData, text, walk, type Node } from "./tree";
import { words } from "./words";

export function Panels() {
  const open = useDesign().panel.value;
  if (open === null) return null;
  const Open = { import: Import, changes: Changes, inbox: InboxPanel, keys: Keys, conflict: Conflict }[open];
  return <Open />;
}

function Sheet({ title, box, children }: { title: string; box?: boolean; children: ComponentChildren }) {
  const screen = useDesign();
  return (
    <Dialog title={title} shape={box ? "box" : "sheet"} onClose={() => screen.closePanel()}>
      {children}
    </Dialog>
  );
}

function Import() {
  const screen = useDesign();
  const read = useSignal<Node | null>(null);
  const note = useSignal("");
  const problem = useSignal<string | null>(null);
  const ask = async (library: string | null, file: string, content: string) => {
    problem.value = read.value = null;
    try {
      const found = await screen.design.line.ask("design_import", { library, file, content });
      note.value = found.note;
      read.value = fromData(found.data);
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  const count = read.value ? [...walk(read.value)].filter(({ node }) => node.sort === "criterion").length : 0;
  return (
    <Sheet title={words.header.import}>
      <label class="field">
        <span>{words.import.library}</span>
        <select class="note" value="" onChange={({ currentTarget: { value } }) => value !== "" && void ask(value, "", "")}>
          <option value="">{words.import.pick}</option>
          {screen.design.opened.value?.library.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{words.import.file}</span>
        <input
          class="note"
          type="file"
          accept=".yaml,.yml,.json,.jsonl,.csv,.tsv,.xlsx"
          onChange={({ currentTarget: { files } }) => {
            const [file] = files ?? [];
            if (file) void file.arrayBuffer().then((body) => ask(null, file.name, base64(new Uint8Array(body))));
          }}
        />
        <span>{words.import.fileHint}</span>
      </label>
      {problem.value !== null && <p class="due wrapped">{problem.value}</p>}
      {read.value !== null && (
        <>
          <p dir="auto">{words.import.found(text(read.value.fields, "title"), count)}</p>
          {note.value !== "" && <p class="muted">{note.value}</p>}
          <div class="buttons">
            <button type="button" class="btn" onClick={() => read.value && screen.take(read.value, false)}>
              {words.import.replace}
            </button>
            <button type="button" class="btn main" onClick={() => read.value && screen.take(read.value, true)}>
              {words.import.append}
            </button>
          </div>
        </>
      )}
    </Sheet>
  );
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function Changes() {
  const { design } = useDesign();
  const against = useSignal<"saved" | "study">("saved");
  const found = useSignal<DesignChanges | null>(null);
  const problem = useSignal<string | null>(null);
  const { study } = design.opened.value ?? { study: null };
  const ask = async () => {
    problem.value = found.value = null;
    try {
      await design.check();
      found.value = await design.line.ask("design_changes", { against: against.value });
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  useEffect(() => void ask(), [against.value]);
  const { changes = [], bump = "", version = "" } = found.value ?? {};
  return (
    <Sheet title={words.header.changes}>
      {study !== null && (
        <label class="field">
          <span>{words.changes.against}</span>
          <select class="note" value={against.value} onChange={({ currentTarget: { value } }) => (against.value = value === "study" ? "study" : "saved")}>
            <option value="saved">{words.changes.saved}</option>
            <option value="study">{words.changes.study(study)}</option>
          </select>
        </label>
      )}
      {problem.value !== null && <p class="muted">{problem.value}</p>}
      {found.value !== null && <p>{changes.length === 0 ? words.changes.none : words.changes.asks(bump, version)}</p>}
      <ul class="change-list">
        {changes.map(({ place, words: said, stale }, n) => (
          <li key={n} dir="auto">
            <b>{place}</b> {said}
            {stale && <span class="never"> · {words.changes.stale}</span>}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function InboxPanel() {
  return (
    <Sheet title={words.header.inbox}>
      <Inbox />
    </Sheet>
  );
}

function Keys() {
  return (
    <Sheet title={words.header.keys}>
      <dl class="legend">
        {words.legend.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>{keys.split("  ").map((part) => (part === "or" ? " or " : <kbd key={part}>{part}</kbd>))}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

function Conflict() {
  const screen = useDesign();
  const act = (then: () => Promise<unknown>) => {
    screen.closePanel();
    void screen.attempt(then);
  };
  return (
    <Sheet title={words.conflict.title} box>
      <p>{words.conflict.text(screen.design.file.value)}</p>
      <p class="muted">{words.conflict.hint}</p>
      <div class="buttons">
        <button type="button" class="btn" onClick={() => act(() => screen.design.reload())}>
          {words.conflict.reload}
        </button>
        <button type="button" class="btn main" onClick={() => act(() => screen.save(true))}>
          {words.conflict.beside}
        </button>
      </div>
    </Sheet>
  );
}
