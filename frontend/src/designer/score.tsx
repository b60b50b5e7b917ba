/** The score of the preview's answers, and how it came about. */
import { figure } from "../ui/words";
import { useDesign } from "./screen";
import { words } from "./words";

export function Score() {
  const score = useDesign().design.checked.value?.score ?? null;
  if (score === null) return null;
  const said = score.value === null ? score.words : figure(score.value);
  return (
    <details class="score">
      <summary>
        {words.preview.score}: <b>{said}</b>
      </summary>
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
    </details>
  );
}
