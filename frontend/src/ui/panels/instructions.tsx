/** The rubric's instructions, as its authors wrote them. */
import { useMemo } from "preact/hooks";
import { parseMarkdown } from "../../text/parse";
import { Rendered } from "../../text/render";
import { useScreen } from "../context";
import { words } from "../words";
import { PanelFrame } from "./panel";

export function InstructionsPanel() {
  const source = useScreen().seat.opened.value?.instructions ?? "";
  const text = useMemo(() => parseMarkdown(source), [source]);
  return (
    <PanelFrame title={words.header.instructions} shape="sheet">
      {source.trim() === "" ? <p class="muted">{words.panel.noInstructions}</p> : <Rendered text={text} />}
    </PanelFrame>
  );
}
