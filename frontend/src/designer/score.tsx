/** The score of the preview's answers, and how it came about. */
import { useSignal } from "@preact/signals";
import { figure } from "../ui/words";
import type { DesignScore } from "../wire";
import { useDesign } from "./screen";
import { words } from "./words";

export function Score() {
  const score = useDesign().design.checked.value?.score ?? null;
  const open = useSignal(false);
  if (score === null) return null;
  const said = score.value === null ? score.words : figure(score.value);
  return (
    <details class="score" onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        {words.preview.score}: <b>{said}</b>
      </summary>
      {open.value && <Steps score={score} />}
    </details>
  );
}

function Steps({ score }: { score: DesignScore }) {
  return (
    <>
      <table>
        <caption class="sr">{words.preview.how}</caption>
        <thead>
          <tr>
            {score.header.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {score.rows.map((cells, n) => (
            <tr key={n}>
              {cells.map((cell, k) => (
                <td key={k} class={k > 1 ? "value" : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ol>
        {score.steps.map((step, n) => (
          <li key={n}>{step}</li>
        ))}
      </ol>
    </>
  );
}
