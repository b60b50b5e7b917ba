/** All keys, and the one setting of how they work. */
import { useScreen } from "../context";
import { SUBMIT_KEY } from "../platform";
import { words } from "../words";
import { PanelFrame } from "./panel";

export function KeysPanel() {
  const screen = useScreen();
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
        <input type="checkbox" checked={screen.advance.value} onChange={({ currentTarget: { checked } }) => screen.setAdvance(checked)} />
        <span>{words.panel.advance}</span>
      </label>
    </PanelFrame>
  );
}
