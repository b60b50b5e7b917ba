/** The rubric's instructions, as its authors wrote them, and its worked examples. */
import { useMemo } from "preact/hooks";
import { parseMarkdown } from "../../text/parse";
import { Rendered } from "../../text/render";
import type { WorkedExample } from "../../wire";
import { useScreen } from "../context";
import { words } from "../words";
import { PanelFrame } from "./panel";

export function InstructionsPanel() {
  const opened = useScreen().seat.opened.value;
  const source = opened?.instructions ?? "";
  const examples = opened?.examples ?? [];
  return (
    <PanelFrame title={words.header.instructions} shape="sheet">
      {source.trim() === "" ? <p class="muted">{words.panel.noInstructions}</p> : <Markdown source={source} />}
      {examples.length > 0 && <h4 class="worked-head">{words.worked.title}</h4>}
      {examples.map((example) => (
        <Worked key={example.title} example={example} />
      ))}
    </PanelFrame>
  );
}

/** An answer that is judged already, closed until asked for. */
function Worked({ example: { title, quality, prompt, response, answers, explanation } }: { example: WorkedExample }) {
  return (
    <details class="worked">
      <summary>
        <span dir="auto">{title}</span> <small class="muted">{words.worked[quality]}</small>
      </summary>
      {prompt !== "" && (
        <div class="prompt">
          <Markdown source={prompt} />
        </div>
      )}
      {response !== "" && (
        <div class="answer">
          <Markdown source={response} />
        </div>
      )}
      <dl>
        {answers.map(({ criterion, answer }) => (
          <div key={criterion}>
            <dt dir="auto">{criterion}</dt>
            <dd dir="auto">{answer}</dd>
          </div>
        ))}
      </dl>
      {explanation !== "" && <Markdown source={explanation} />}
    </details>
  );
}

function Markdown({ source }: { source: string }) {
  const text = useMemo(() => parseMarkdown(source), [source]);
  return <Rendered text={text} />;
}
