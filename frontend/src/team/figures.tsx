/** The figures: a table of criteria with small bars, and experts beside each other. */
import type { CriterionAgreement, Figure, PairAgreement } from "../wire";
import type { Exploring } from "./exploring";
import { two, words } from "./words";

const say = words.agreement;

/** A number from −1 to 1 as a small picture: its interval, and a mark where it is. */
export function Bar({ figure: { value, low, high } }: { figure: Figure }) {
  if (value === null) return null;
  const at = (x: number) => `${50 + 50 * Math.max(-1, Math.min(1, x))}%`;
  const wide = low !== null && high !== null;
  return (
    <span class="reach" aria-hidden="true">
      <i class="zero" />
      {wide && <i class="interval" style={{ insetInlineStart: at(low), inlineSize: `${50 * (Math.min(1, high) - Math.max(-1, low))}%` }} />}
      <i class="point" style={{ insetInlineStart: at(value) }} />
    </span>
  );
}

/** The head of a table. */
export function Columns({ names }: { names: readonly string[] }) {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

export function Criteria({ exploring }: { exploring: Exploring }) {
  const chosen = exploring.cell.value;
  return (
    <section aria-label={say.criteria}>
      <div class="figures-head">
        <h3>{say.criteria}</h3>
        <label class="check">
          <input type="checkbox" checked={exploring.byAgreement.value} onChange={({ currentTarget: { checked } }) => (exploring.byAgreement.value = checked)} />
          <span>{say.sort}</span>
        </label>
      </div>
      <table class="figures">
        <Columns names={say.columns} />
        <tbody>
          {exploring.criteria.value.map((row) => (
            <Row key={row.criterion} row={row} on={chosen?.criterion === row.criterion && chosen.raters.length === 0} exploring={exploring} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row, on, exploring }: { row: CriterionAgreement; on: boolean; exploring: Exploring }) {
  const { value, low, high, words: meaning } = row.figure;
  return (
    <tr class={on ? "on" : ""}>
      <th scope="row">
        <button type="button" class="link" aria-pressed={on} onClick={() => exploring.choose({ criterion: row.criterion, raters: [] })}>
          <span dir="auto">{row.text}</span>
        </button>
        {row.axes.length > 0 && <small class="muted">{row.axes.map(say.axis).join(" · ")}</small>}
      </th>
      <td class="value">
        <Bar figure={row.figure} />
        <span>{value === null ? say.undefined : say.reach(value, low, high)}</span>
      </td>
      <td>{row.raw === null ? "" : say.percent(row.raw)}</td>
      <td class="muted">
        {meaning}
        {row.findings.map((finding) => (
          <span key={finding} class="finding">
            {finding}
          </span>
        ))}
      </td>
    </tr>
  );
}

export function Together({ exploring }: { exploring: Exploring }) {
  const rows = exploring.found.value?.together ?? [];
  return (
    <section aria-label={say.together}>
      <h3>{say.together}</h3>
      <table class="figures">
        <tbody>
          {rows.map(({ name, how, figure }) => (
            <tr key={`${name} ${how}`}>
              <th scope="row">
                {name === "all" ? say.every : name} <small class="muted">{how}</small>
              </th>
              <td class="value">
                <Bar figure={figure} />
                <span>{figure.value === null ? say.undefined : say.reach(figure.value, figure.low, figure.high)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Expert by expert: a heat map whose cells say their number, with each one's severity at the end of the line. */
export function Raters({ exploring }: { exploring: Exploring }) {
  const found = exploring.found.value;
  if (!found || found.raters.length < 2) return null;
  const names = found.raters.map(({ expert }) => expert);
  const between = (a: string, b: string): PairAgreement | undefined =>
    found.pairs.find(({ first, second }) => (first === a && second === b) || (first === b && second === a));
  return (
    <section aria-label={say.raters}>
      <h3>{say.raters}</h3>
      <div class="scrolls" tabIndex={0} role="group" aria-label={say.raters}>
        <table class="heat">
          <thead>
            <tr>
              <td />
              {names.map((name) => (
                <th key={name} scope="col" dir="auto">
                  {name}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {found.raters.map((rater) => (
              <tr key={rater.expert}>
                <th scope="row" dir="auto">
                  {rater.expert}
                </th>
                {names.map((name) => (
                  <td key={name}>{name !== rater.expert && <HeatCell exploring={exploring} pair={between(rater.expert, name)} />}</td>
                ))}
                <td class="muted">
                  {say.severity(rater.severity.words)}
                  {rater.findings.map((finding) => (
                    <span key={finding} class="finding">
                      {finding}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function HeatCell({ exploring, pair }: { exploring: Exploring; pair: PairAgreement | undefined }) {
  if (!pair || pair.n === 0) return null;
  const { first, second, value, n } = pair;
  const raters = exploring.cell.value?.raters ?? [];
  const on = raters.includes(first) && raters.includes(second);
  const share = Math.round(70 * Math.max(0, value ?? 0));
  return (
    <button
      type="button"
      class={on ? "cell on" : "cell"}
      style={{ background: `color-mix(in srgb, var(--good) ${share}%, var(--bg))` }}
      aria-pressed={on}
      aria-label={say.cell(first, second, value, n)}
      title={say.cell(first, second, value, n)}
      onClick={() => exploring.choose({ criterion: null, raters: [first, second] })}
    >
      {value === null ? say.undefined : two(value)}
    </button>
  );
}
