/** The panel that is open, if any. */
import { useScreen } from "../context";
import { HistoryPanel } from "./history";
import { InstructionsPanel } from "./instructions";
import { KeysPanel } from "./keys";
import { RemarkPanel } from "./remark";
import { FlagPanel, SkipPanel } from "./reason";

const panels = { instructions: InstructionsPanel, history: HistoryPanel, keys: KeysPanel, skip: SkipPanel, flag: FlagPanel, remark: RemarkPanel };

export function Panels() {
  const open = useScreen().panel.value;
  if (open === null) return null;
  const Open = panels[open];
  return <Open />;
}
