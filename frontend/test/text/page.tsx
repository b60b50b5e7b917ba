/** A page for the browser tests: shows a response inside nested shadow roots and reads the selection. */
import { render } from "preact";
import { decodeHTMLStrict } from "entities";
import { selectedSpan } from "../../src/text/evidence";
import type { Mark, ParsedTask } from "../../src/text/model";
import { parseTask } from "../../src/text/parse";
import { Rendered, ResponseText } from "../../src/text/render";
import css from "../../src/styles/text.css";

let root: ShadowRoot;
let task: ParsedTask;

/** Shows a prompt, responses of messages, and a line of the page's own, `depth` shadow roots deep. */
function show(responses: string[][], depth = 1, marks: Mark[] = []): void {
  document.body.replaceChildren();
  const before = document.createElement("p");
  before.id = "before";
  before.textContent = "before the widget";
  document.body.append(before);
  let parent: Node = document.body;
  for (let level = 0; level < depth; level++) {
    const host = document.createElement("div");
    parent.appendChild(host);
    root = host.attachShadow({ mode: "open" });
    parent = root;
  }
  const after = before.cloneNode(true) as HTMLElement;
  after.id = "after";
  document.body.append(after);
  const style = document.createElement("style");
  style.textContent = css;
  const host = document.createElement("main");
  root.append(style, host);
  const view = { task: 1, kind: "grade", prompt: [{ role: "user", text: "a prompt" }], reference: null, context: [], details: {}, warnings: [], groups: [], asked: null };
  task = parseTask({
    ...view,
    responses: responses.map((texts, i) => ({ key: "ABC".charAt(i), model: null, messages: texts.map((text) => ({ role: "assistant", text })) })),
  });
  render(
    <>
      <section id="prompt">{task.prompt.map(({ text }, i) => <Rendered key={i} text={text} />)}</section>
      {task.responses.map((response) => <ResponseText key={response.key} response={response} marks={marks} />)}
      <footer id="footer">a footer</footer>
    </>,
    host,
  );
}

/** The parts of leaves shown, to select in. */
function leaf(words: string): Node {
  const found = [...root.querySelectorAll("[data-s]")].find((part) => part.textContent.includes(words));
  if (!found?.firstChild) throw new Error(`no leaf with ${words}`);
  return found.firstChild;
}

function element(selector: string): Node {
  const found = root.querySelector(selector) ?? document.querySelector(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** Selects from one point to another: [words of a leaf or a selector, offset]. */
function select(from: [string, number], to: [string, number]): void {
  const node = (name: string) => (/^[#.[]|^(?:p|li|h4|main)$/.test(name) ? element(name) : leaf(name));
  getSelection()?.setBaseAndExtent(node(from[0]), from[1], node(to[0]), to[1]);
}

/** What would be quoted: the words themselves, or the problem. */
function quoted(): string {
  const span = selectedSpan(root);
  if ("problem" in span) return span.problem;
  const text = task.responses.find(({ key }) => key === span.response)?.text ?? "";
  return `${span.response}:${Array.from(text).slice(span.start, span.end).join("")}`;
}

Object.assign(window, { textPage: { show, select, quoted, decode: decodeHTMLStrict, shown: () => root.querySelectorAll("*").length } });
