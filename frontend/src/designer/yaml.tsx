/** All that a line says, as YAML: for the fields that have no place in the form. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useDesign } from "./screen";
import type { Node } from "./tree";
import { words } from "./words";

export function AsYaml({ node, onClose }: { node: Node; onClose: () => void }) {
  const screen = useDesign();
  const source = useSignal("");
  const problem = useSignal<string | null>(null);
  const ask = async (text: string | null) => {
    try {
      const { data, text: written } = await screen.design.line.ask("design_text", { data: { ...node.fields }, text });
      if (text === null) source.value = written;
      else {
        screen.design.edit({ do: "rewrite", key: node.key, fields: data });
        onClose();
        screen.open(node.key);
      }
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  useEffect(() => void ask(null), []);
  return (
    <>
      <textarea
        class="note code"
        rows={6}
        spellcheck={false}
        aria-label={words.edit.yaml}
        value={source.value}
        onInput={({ currentTarget: { value } }) => (source.value = value)}
      />
      {problem.value !== null && <p class="due">{problem.value}</p>}
      <div class="buttons">
        <button type="button" class="btn" onClick={onClose}>
          {words.edit.cancel}
        </button>
        <button type="button" class="btn main" onClick={() => void ask(source.value)}>
          {words.edit.apply}
        </button>
      </div>
    </>
  );
}
