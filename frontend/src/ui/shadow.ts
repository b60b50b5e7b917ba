/** The shadow root of a view: its styles, and the fence that keeps its keys from the notebook. */
import buttons from "../styles/buttons.css";
import compare from "../styles/compare.css";
import fields from "../styles/fields.css";
import frame from "../styles/frame.css";
import item from "../styles/item.css";
import narrow from "../styles/narrow.css";
import panels from "../styles/panels.css";
import rubric from "../styles/rubric.css";
import segments from "../styles/segments.css";
import states from "../styles/states.css";
import system from "../styles/system.css";
import text from "../styles/text.css";
import tokens from "../styles/tokens.css";
import { followTheme } from "./theme";

let css = [tokens, frame, text, item, rubric, buttons, segments, fields, compare, panels, states, narrow, system].join("\n");
let shared: CSSStyleSheet | null = null;

/** Adds to the styles of every view that is made from now on. */
export function addStyles(more: string): void {
  css = `${css}\n${more}`;
}

/** Makes a shadow root inside `host`, which is emptied again when `end` is aborted. */
export function shadowIn(host: HTMLElement, end: AbortSignal): ShadowRoot {
  const carrier = document.createElement("div");
  // JupyterLab looks for this on the element that a key event seems to come from: the carrier, no parent of it.
  carrier.dataset["lmSuppressShortcuts"] = "true";
  carrier.className = "evalwidgets";
  const root = carrier.attachShadow({ mode: "open" });
  style(root);
  for (const type of ["keydown", "keyup", "keypress"]) carrier.addEventListener(type, (event) => event.stopPropagation());
  host.append(carrier);
  followTheme(carrier, end);
  end.addEventListener("abort", () => carrier.remove());
  return root;
}

function style(root: ShadowRoot): void {
  if ("adoptedStyleSheets" in root && typeof CSSStyleSheet.prototype.replaceSync === "function") {
    if (shared === null) {
      shared = new CSSStyleSheet();
      shared.replaceSync(css);
    }
    root.adoptedStyleSheets = [shared];
    return;
  }
  const element = document.createElement("style");
  element.textContent = css;
  root.append(element);
}
