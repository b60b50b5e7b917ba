/** All keys, and the one setting of how they work. */
import { advance, setAdvance } from "../advance";
import { SUBMIT_KEY } from "../platform";
import { words } from "../words";
import { PanelFrame } from "./panel";

export function KeysPanel() {
  return (
    <PanelFrame title={words.legend.title} shape="sheet">
      <dl class="legend">
        {words.legend.rows(SUBMIT_KEY).map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              {keys.split("  ").map((part) => (part === "or" ? " or " : part.split(/(?<=^\S) (?=\S$)/).map((key) => <kbd key={key}>{key}</kbd>)))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={advance.value} onChange={({ currentTarget: { checked } }) => setAdvance(checked)} />
        <span>{words.panel.advance}</span>
      </label>
    </PanelFrame>
  );
}
