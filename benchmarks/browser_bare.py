"""The least that could be done in an anywidget: the same key, 1.5 kB of text, one message there and back.

All boxes are of a fixed size: else each swap would move the notebook, and take several times as long.
"""

from __future__ import annotations

import anywidget
import traitlets

SWAP, SHADOWED, TRIP = "swap", "shadowed", "trip"


class Bare(anywidget.AnyWidget):
    """Three boxes, each of which does one thing on Ctrl+Enter.

    `swap` shows the other text, `shadowed` does so in a shadow root that styles and layout of the
    page do not reach, `trip` sends a message and shows its answer.
    """

    _esm = """
    const size = "display:block;block-size:11em;overflow:hidden";

    function box(el, name, act) {
      const host = document.createElement("div");
      host.className = `bare-${name}`;
      host.tabIndex = -1;
      host.dataset.lmSuppressShortcuts = "true";
      const inside = name === "shadowed" ? host.attachShadow({ mode: "open" }) : host;
      inside.innerHTML = `<output style="${size}${name === "shadowed" ? ";contain:strict" : ""}">–</output>`;
      const output = inside.firstChild;
      host.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Enter") act(output);
      });
      el.append(host);
      return output;
    }

    function render({ model, el }) {
      const texts = model.get("texts");
      const swap = (output) => (output.textContent = texts[output.textContent === texts[0] ? 1 : 0]);
      let turn = 0;
      box(el, "swap", swap);
      box(el, "shadowed", swap);
      const answer = box(el, "trip", () => model.send({ turn: ++turn }));
      model.on("msg:custom", (content) => (answer.textContent = `${content.turn}`));
    }

    export default { render };
    """

    texts = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, texts: list[str]) -> None:
        super().__init__(texts=texts)
        self.on_msg(lambda _, content, __: self.send(content))
