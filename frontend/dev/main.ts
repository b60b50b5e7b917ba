/** Mounts the real app over a kernel in the page; the address chooses what is seen (see dev/shots.py). */
import { mount } from "../src/app";
import { mount as mountDesigner } from "../src/designer_app";
import { Rpc } from "../src/rpc";
import { blank } from "../src/seat/answers";
import { DesignKernel } from "./design_kernel";
import { FakeKernel, type Options } from "./kernel";

const asked = new URLSearchParams(location.search);
const text = (name: string, otherwise: string) => asked.get(name) ?? otherwise;

if (text("theme", "light") === "dark") document.documentElement.dataset["theme"] = "dark";
// The variables of JupyterLab's two themes that the tokens are mapped to.
if (asked.has("jupyter")) {
  const dark = text("jupyter", "light") === "dark";
  const given = dark ? { "--jp-layout-color0": "#111111", "--jp-ui-font-color1": "rgba(255, 255, 255, 0.87)" } : { "--jp-layout-color0": "white", "--jp-ui-font-color1": "rgba(0, 0, 0, 0.87)" };
  document.body.dataset["jpThemeLight"] = String(!dark);
  for (const [name, value] of Object.entries(given)) document.documentElement.style.setProperty(name, value);
  document.documentElement.style.background = given["--jp-layout-color0"];
}
document.documentElement.dir = text("dir", "ltr");

const quoted = (start: number, end: number) => [{ response: "A", start, end, exact: "", prefix: "", suffix: "", category: null, severity: null }];
const some = [
  { ...blank("seek_care"), label: "met", number: 1, evidence: quoted(134, 184) },
  { ...blank("dose"), label: "met", number: 1, evidence: quoted(378, 442), comment: "Four-hourly 600 mg without ruling out bleeding risk." },
];
const options: Options = {
  kind: text("kind", "grade") as "grade" | "compare",
  total: Number(text("total", "40")),
  from: Number(text("from", "7")),
  answers: asked.has("some") ? some : [],
  silent: false,
  failing: asked.has("failing"),
  requireComment: text("comment", "rubric") as Options["requireComment"],
  latencyMs: Number(text("latency", "8")),
};
const designs = text("kind", "grade") === "design";
const kernel = designs ? new DesignKernel(Number(text("many", "0")), asked.has("empty")) : new FakeKernel(options);
const end = new AbortController();
const host = document.querySelector<HTMLElement>("#host");
if (host && designs) mountDesigner("rubric_designer", new Rpc(kernel), host, end.signal);
else if (host) mount(options.kind === "grade" ? "rubric_grader" : "pairwise_comparison", new Rpc(kernel), host, end.signal);
Object.assign(globalThis, { kernel, end });
