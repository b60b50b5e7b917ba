/** The fields of one line, open below it; what they say is in the draft with every key. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Icon, type IconName } from "../ui/icon";
import type { Lint } from "../wire";
import type { Note } from "./design";
import { fields, type Field } from "./fields";
import { Options } from "./options";
import { useDesign } from "./screen";
import { isFields, withField, type Fields, type Node } from "./tree";
import { words } from "./words";
import { AsYaml } from "./yaml";

const WITH_OPTIONS = ["ordinal", "choice", "multi_choice", "option_ratings"];
const KINDS = Object.entries(words.kinds);

export function Editor({ node, notes }: { node: Node; notes: readonly Note[] }) {
  const screen = useDesign();
  const yaml = useSignal(false);
  const kind = typeof node.fields["kind"] === "string" ? node.fields["kind"] : "binary";
  const shown = fields[node.sort].filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
  const input = (field: Field) => <Input key={`${field.name}${field.label}`} node={node} field={field} />;
  return (
    <div class="editor" data-fields onFocusOut={() => screen.design.pause()}>
      {yaml.value ? (
        <AsYaml node={node} onClose={() => (yaml.value = false)} />
      ) : (
        <>
          <div class="fields">{shown.filter(({ more }) => more !== true).map(input)}</div>
          {node.sort === "criterion" && WITH_OPTIONS.includes(kind) && <Options node={node} valued={kind !== "multi_choice"} />}
          <details class="folded">
            <summary>{words.edit.more}</summary>
            <div class="fields">{shown.filter(({ more }) => more === true).map(input)}</div>
          </details>
        </>
      )}
      {notes.map((note, n) => ("problem" in note ? <p key={n} class="due">{said(note)}</p> : <Hint key={n} lint={note.lint} />))}
      {!yaml.value && (
        <div class="editor-tools">
          {node.sort !== "rubric" && (
            <>
              <Tool icon="up" label={words.edit.up} keys="Alt+ArrowUp" onClick={() => screen.step(-1)} />
              <Tool icon="down" label={words.edit.down} keys="Alt+ArrowDown" onClick={() => screen.step(1)} />
              <Tool icon="copy" label={words.edit.duplicate} keys="d" onClick={() => screen.duplicate()} />
              <Tool icon="bin" label={words.edit.remove} keys="Delete" onClick={() => screen.remove()} />
            </>
          )}
          <span class="grow" />
          <button type="button" class="tool" onClick={() => (yaml.value = true)}>
            {words.edit.yaml}
          </button>
        </div>
      )}
    </div>
  );
}

function Tool({ icon, label, keys, onClick }: { icon: IconName; label: string; keys: string; onClick: () => void }) {
  return (
    <button type="button" class="tool" aria-label={label} title={label} aria-keyshortcuts={keys} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function said({ problem, field }: { problem: string; field: string }): string {
  return field === "" ? problem : `${field}: ${problem}`;
}

function Hint({ lint }: { lint: Lint }) {
  return (
    <details class="hint">
      <summary>
        <span>{lint.found}</span> <span class="muted">{lint.suggestion}</span>
      </summary>
      <p class="muted">
        {lint.why} <code>{lint.rule}</code>
      </p>
    </details>
  );
}

function Input({ node, field }: { node: Node; field: Field }) {
  const { design } = useDesign();
  const id = useId();
  const { name, label, shape, otherwise } = field;
  const value = valueOf(node.fields, name) ?? otherwise;
  const set = (given: unknown) => {
    const [outer = name, inner] = name.split(".");
    design.edit({ do: "set", key: node.key, field: outer, value: inner === undefined ? given : within(node.fields[outer], inner, given) }, `${node.key}.${name}`);
  };
  if (shape === "flag")
    return (
      <label class="check">
        <input type="checkbox" checked={value === true} onChange={({ currentTarget: { checked } }) => set(checked === otherwise ? undefined : checked)} />
        <span>{label}</span>
      </label>
    );
  const typed = ({ currentTarget }: { currentTarget: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement }) => set(readAs(shape, currentTarget.value, otherwise));
  const common = { id, value: writtenAs(value), onInput: typed };
  return (
    <p class={`field as-${typeof shape === "string" ? shape : "choice"}`}>
      <label for={id}>{label}</label>
      {shape === "lines" ? (
        <textarea class="note" rows={1} dir="auto" {...common} />
      ) : typeof shape === "string" ? (
        <input class="note" dir="auto" inputMode={shape === "number" ? "decimal" : "text"} onBlur={() => shape === "number" && set(settled(value, otherwise))} {...common} />
      ) : (
        <select class="note" {...common}>
          {(shape.length > 0 ? shape : KINDS).map(([option, words]) => (
            <option key={option} value={option} selected={option === value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </p>
  );
}

function valueOf(fields: Fields, name: string): unknown {
  const [outer = name, inner] = name.split(".");
  const value = fields[outer];
  return inner === undefined ? value : isFields(value) ? value[inner] : undefined;
}

/** A field within a field; the outer one goes with its last. */
function within(outer: unknown, inner: string, value: unknown): Fields | undefined {
  const next = withField(isFields(outer) ? outer : {}, inner, value);
  return Object.keys(next).length === 0 || (inner === "kind" && value === undefined) ? undefined : next;
}

/**
 * The number that was typed, or what was typed so far: "0." is on its way to 0.5, and would lose its
 * point if it were read already.
 */
export function numberIn(typed: string): number | string | undefined {
  const plain = typed.trim().replace("−", "-");
  if (plain === "") return undefined;
  return String(Number(plain)) === plain ? Number(plain) : typed;
}

/** What was typed, once it is left: "0.50" is 0.5. */
export function settled(value: unknown, otherwise?: unknown): unknown {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value.replace("−", "-").replace(",", ".")) : NaN;
  return Number.isNaN(number) ? (value === otherwise ? undefined : value) : number;
}

export function writtenAs(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(", ");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** What was typed, as the data has it; what is as it would be anyway is left out. */
function readAs(shape: Field["shape"], typed: string, otherwise: unknown): unknown {
  if (shape === "list") {
    const parts = typed.split(/,\s*/);
    return typed === "" ? undefined : parts;
  }
  const value = shape === "number" ? numberIn(typed) : typed;
  return value === otherwise || (value === "" && shape !== "lines") ? undefined : value;
}
