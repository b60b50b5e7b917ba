/** Publishing: on one side what would go and the push, on the other the dataset's page as others will read it. */
import { act } from "../team/act";
import { Columns } from "../team/figures";
import { Findings } from "../team/findings";
import { Frame } from "../team/frame";
import { Publishing } from "../team/publishing";
import { words } from "../team/words";
import { Rendered } from "../text/render";
import { isTyping } from "../ui/focus";
import type { Widget } from "../ui/widget";
import { figure } from "../ui/words";
import type { HubPlan, HubPushed, HubState } from "../wire";

const say = words.publish;

export const hubPublisher: Widget = (rpc, _root, end) => <HubPublisher publishing={new Publishing(rpc, end)} />;

function HubPublisher({ publishing }: { publishing: Publishing }) {
  const state = publishing.state.value;
  const plan = publishing.plan.value;
  return (
    <Frame
      name={say.name}
      title={state?.title ?? ""}
      asking={publishing}
      head={state && <Head publishing={publishing} repo={state.repo} />}
      onKey={(event) => onKey(publishing, event)}
      onRetry={() => void publishing.look(true)}
    >
      {state && !plan ? (
        <Between publishing={publishing} state={state} />
      ) : (
        state &&
        plan && (
          <div class="work explore publish" data-scroll="work">
            <div class="figures-pane" data-scroll="figures" tabIndex={0} role="group" aria-label={say.goes}>
              {state.step === "failed" && <p class="trouble">{state.words}</p>}
              <Goes plan={plan} />
              {plan.findings.length > 0 && <Findings publishing={publishing} plan={plan} />}
              <Sending publishing={publishing} state={state} plan={plan} />
            </div>
            <section class="behind card" tabIndex={0} aria-label={say.card}>
              <h3>{say.card}</h3>
              <Rendered text={publishing.card.value} />
            </section>
          </div>
        )
      )}
    </Frame>
  );
}

function Head({ publishing, repo }: { publishing: Publishing; repo: string }) {
  return (
    <>
      <span class="muted where" dir="auto">
        {repo}
      </span>
      <button type="button" class="btn" disabled={publishing.working.value} onClick={(event) => act(event, publishing.look(true))}>
        {say.again}
      </button>
    </>
  );
}

/** Where there is no plan: it is being made, or could not be, or has been carried out. */
function Between({ publishing, state }: { publishing: Publishing; state: HubState }) {
  return (
    <div class="state message">
      {state.pushed ? (
        <Done pushed={state.pushed} state={state} />
      ) : publishing.working.value ? (
        <>
          <p class="muted">{say.steps[state.step]}</p>
          <Progress state={state} />
        </>
      ) : (
        <>
          <h3>{say.cannot}</h3>
          <p>{state.words}</p>
          <button type="button" class="btn main" onClick={(event) => act(event, publishing.look(true))}>
            {say.retry}
          </button>
        </>
      )}
    </div>
  );
}

function Done({ pushed, state }: { pushed: HubPushed; state: HubState }) {
  return (
    <>
      <h3>{say.steps.pushed}</h3>
      <p>
        <a href={state.url} target="_blank" rel="noopener noreferrer">
          {state.url}
        </a>
      </p>
      <p class="muted">{say.added(pushed.rows.map((row) => `${row.config} ${figure(row.new)}`))}</p>
      <p class="muted">{say.seen(pushed.private)}</p>
    </>
  );
}

function Goes({ plan }: { plan: HubPlan }) {
  return (
    <section aria-label={say.goes}>
      <h3>{say.goes}</h3>
      {plan.rows.length > 0 && (
        <table class="figures goes">
          <Columns names={say.columns} />
          <tbody>
            {plan.rows.map((row) => (
              <tr key={row.config}>
                <th scope="row">{row.config}</th>
                <td>{figure(row.new)}</td>
                <td class="muted">{row.there === null ? "" : figure(row.there)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="visibility">
        {plan.exists ? "" : say.made} {say.seen(plan.private)} {say.size(plan.bytes)}
      </p>
      {plan.warnings.map((warning) => (
        <p key={warning} class="finding">
          {warning}
        </p>
      ))}
    </section>
  );
}

function Sending({ publishing, state, plan }: { publishing: Publishing; state: HubState; plan: HubPlan }) {
  const waits = publishing.waits.value;
  if (state.step === "pushing") return <Progress state={state} />;
  return (
    <section class="sending" aria-label={say.push}>
      {plan.private && (
        <label class="check">
          <input type="checkbox" checked={publishing.makePublic.value} onChange={({ currentTarget: { checked } }) => (publishing.makePublic.value = checked)} />
          <span>
            {say.makePublic}
            <small aria-live="polite">{publishing.makePublic.value ? plan.visible : say.publicHint}</small>
          </span>
        </label>
      )}
      <div class="buttons">
        <button type="button" class="btn main" disabled={waits !== null} onClick={(event) => act(event, publishing.push())}>
          {publishing.makePublic.value ? say.pushPublic : say.push}
        </button>
        {waits !== null && <span class="muted">{waits}</span>}
      </div>
    </section>
  );
}

function Progress({ state: { step, words: doing, percent } }: { state: HubState }) {
  return (
    <div class="sending">
      <progress aria-label={say.steps[step]} max={100} {...(percent === null ? {} : { value: percent })} />
      <p class="muted">
        {percent !== null && `${figure(percent)} % `}
        {doing}
      </p>
    </div>
  );
}

function onKey(publishing: Publishing, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key !== "x") return;
  publishing.full.value = !publishing.full.peek();
  event.preventDefault();
}
