/** What may identify somebody, to look at before it goes. */
import type { HubPlan } from "../wire";
import { act } from "./act";
import type { Publishing } from "./publishing";
import { words } from "./words";

const say = words.publish;

export function Findings({ publishing, plan: { findings, unseen } }: { publishing: Publishing; plan: HubPlan }) {
  return (
    <section aria-label={say.findings}>
      <div class="figures-head">
        <h3>{say.findings}</h3>
        {findings.length > 1 && (
          <button type="button" class="btn" disabled={publishing.working.value} onClick={(event) => act(event, publishing.letPass(findings.map(({ key }) => key)))}>
            {say.passAll(findings.length)}
          </button>
        )}
      </div>
      <p class="muted">{say.findingsHint}</p>
      <ul class="found">
        {findings.map(({ key, kind, places, where, before, found, after }) => (
          <li key={key} class="side-box">
            <div>
              <p dir="auto">
                {before}
                <mark>{found}</mark>
                {after}
              </p>
              <p class="muted">
                {kind} · {where}
                {places > 1 && ` · ${say.places(places)}`}
              </p>
            </div>
            <button type="button" class="btn" aria-label={say.passOne(found)} disabled={publishing.working.value} onClick={(event) => act(event, publishing.letPass([key]))}>
              {say.pass}
            </button>
          </li>
        ))}
      </ul>
      {unseen > 0 && <p class="muted">{say.unseen(unseen)}</p>}
    </section>
  );
}
