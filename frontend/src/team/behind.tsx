/** The answers behind a figure: a list of them, and of the one that is open its text with what each expert said of it. */
import type { Case } from "../wire";
import type { Exploring } from "./exploring";
import { Reading } from "./reader";
import { words } from "./words";

const say = words.agreement;

export function Behind({ exploring }: { exploring: Exploring }) {
  const cell = exploring.cell.value;
  if (cell === null) return <p class="muted hint">{say.choose}</p>;
  const open = exploring.open.value;
  if (open !== null) return <Opened exploring={exploring} one={open} />;
  const text = exploring.found.value?.criteria.find(({ criterion }) => criterion === cell.criterion)?.text ?? "";
  const cases = exploring.cases.value;
  const total = exploring.total.value;
  return (
    <section class="cases" data-scroll="cases" aria-label={say.of(text, cell.raters)}>
      <div class="figures-head">
        <h3 dir="auto">{say.of(text === "" && cell.raters.length === 0 ? say.every : text, cell.raters)}</h3>
        <label class="check">
          <input type="checkbox" checked={exploring.only.value} onChange={({ currentTarget: { checked } }) => exploring.show(checked)} />
          <span>{say.only}</span>
        </label>
      </div>
      <p class="muted">{total === 0 ? say.none : say.cases(total)}</p>
      <ul class="history">
        {cases.map((one) => (
          <li key={`${one.task}:${one.criterion}`}>
            <button type="button" class="entry" onClick={() => void exploring.visit(one)}>
              <span class="entry-head">
                <b dir="auto">{one.item}</b>
                {cell.criterion === null && <span class="muted">{one.criterion}</span>}
                <span class="grow" />
                <span class="muted">{say.apart(one.disagreement)}</span>
              </span>
              <span class="chips">
                {one.marks.map(({ expert, value }) => (
                  <span key={expert} class="chip">
                    <i dir="auto">{expert}</i> <b dir="auto">{value}</b>
                  </span>
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {cases.length < total && (
        <button type="button" class="btn" onClick={() => void exploring.more()}>
          {say.more}
        </button>
      )}
    </section>
  );
}

function Opened({ exploring, one }: { exploring: Exploring; one: Case }) {
  const text = exploring.found.value?.criteria.find(({ criterion }) => criterion === one.criterion)?.text ?? one.criterion;
  return (
    <div class="opened" key={`${one.task}:${one.criterion}`}>
      <div class="figures-head">
        <button type="button" class="btn" aria-keyshortcuts="Escape" onClick={() => (exploring.open.value = null)}>
          {say.back}
        </button>
        <h3 dir="auto">{text}</h3>
      </div>
      <div class="opened-body" data-scroll="work">
        <section class="marks" aria-label={say.marks}>
          {one.marks.map(({ expert, value, comment, evidence }) => (
            <article key={expert} class="said-by">
              <h4>
                <span dir="auto">{expert}</span> <b dir="auto">{value}</b>
              </h4>
              {comment !== null && <p dir="auto">{comment}</p>}
              {evidence.map(({ start, exact }) => (
                <p key={start} class="quote" dir="auto">
                  “{exact}”
                </p>
              ))}
            </article>
          ))}
        </section>
        <Reading reader={exploring.reader} />
      </div>
    </div>
  );
}
