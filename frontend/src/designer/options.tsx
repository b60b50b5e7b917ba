/** The answers that a criterion offers: a table to type in. */
import { Icon } from "../ui/icon";
import { afterRender, hold } from "../ui/focus";
import { numberIn, settled, writtenAs } from "./editor";
import { useDesign } from "./screen";
import { list, text, withField, type Fields, type Node } from "./tree";
import { words } from "./words";

export function Options({ node, valued }: { node: Node; valued: boolean }) {
  const screen = useDesign();
  const options = list(node.fields["options"]);
  const set = (next: readonly Fields[], run: string | null) => screen.design.edit({ do: "set", key: node.key, field: "options", value: next }, run);
  const change = (at: number, name: string, value: unknown) => {
    const next = follow(options, at, withField(options[at] ?? {}, name, value), name);
    set(options.map((old, n) => (n === at ? next : old)), `${node.key}.options.${at}.${name}`);
  };
  const add = () => {
    const value = valued ? { value: nextValue(options.map((option) => option["value"])) } : {};
    set([...options, { id: `option_${options.length + 1}`, label: "", ...value }], null);
    afterRender(() => screen.lineOf(node.key)?.querySelector<HTMLElement>(".options li:last-of-type input")?.focus());
  };
  const remove = (at: number) => {
    hold(screen.root);
    set(options.filter((_, n) => n !== at), null);
    afterRender(() => screen.lineOf(node.key)?.querySelector<HTMLElement>(".options .btn")?.focus());
  };
  const cell = (at: number, name: "label" | "value" | "anchor", label: string) => (
    <input
      class={`note ${name}`}
      dir="auto"
      inputMode={name === "value" ? "decimal" : "text"}
      placeholder={label}
      aria-label={words.edit.optionField(at + 1, label)}
      value={writtenAs(options[at]?.[name])}
      onInput={({ currentTarget: { value } }) => change(at, name, name === "value" ? numberIn(value) : value === "" && name === "anchor" ? undefined : value)}
      onBlur={() => name === "value" && change(at, name, settled(options[at]?.["value"]))}
    />
  );
  return (
    <div class="options" role="group" aria-label={words.edit.options}>
      <ol class="option-list">
        {options.map((_, at) => (
          <li key={at}>
            {cell(at, "label", words.edit.option)}
            {valued && cell(at, "value", words.edit.value)}
            {cell(at, "anchor", words.edit.anchor)}
            <button type="button" class="tool" aria-label={words.edit.removeOption(at + 1)} onClick={() => remove(at)}>
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ol>
      <button type="button" class="btn" onClick={add}>
        {words.edit.addOption}
      </button>
    </div>
  );
}

/** The value that goes on as the last two went. */
function nextValue(values: readonly unknown[]): number {
  const numbers = values.filter((value) => typeof value === "number");
  const [before, last] = [numbers.at(-2), numbers.at(-1)];
  if (last === undefined) return values.length;
  return before === undefined ? last + 1 : 2 * last - before;
}

/** An option's id follows its label as long as nobody chose another. */
function follow(options: readonly Fields[], at: number, option: Fields, name: string): Fields {
  const id = text(option, "id");
  const old = idOf(text(options[at] ?? {}, "label"));
  if (name !== "label" || (id !== old && !/^option_\d+$/.test(id))) return option;
  const next = idOf(text(option, "label"));
  const taken = options.some((other, n) => n !== at && other["id"] === next);
  return next === "" || taken ? option : { ...option, id: next };
}

function idOf(label: string): string {
  return label.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join("_").slice(0, 32);
}
