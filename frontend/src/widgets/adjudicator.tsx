/** Settling disagreements: the answer on one side, on the other what experts made of it, without their names. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Bench } from "../team/bench";
import { Frame } from "../team/frame";
import { Reading } from "../team/reader";
import { words } from "../team/words";
import { isTyping } from "../ui/focus";
import { Kbd } from "../ui/kbd";
import { SUBMIT_KEY } from "../ui/platform";
import type { Widget } from "../ui/widget";
import type { SideView } from "../wire";

const say = words.adjudicate;

export const adjudicator: Widget = (rpc, root, end) => <Adjudicator bench={new Bench(rpc, end)} root={root} />;

function Adjudicator({ bench, root }: { bench: Bench; root: ShadowRoot }) {
  const docket = bench.docket.value;
  const dispute = docket?.dispute ?? null;
  return (
    <Frame
      name={say.name}
      title={docket?.title ?? ""}
      asking={bench}
      head={docket && <Progress bench={bench} />}
      onKey={(event) => onKey(bench, root, event)}
      onRetry={() => void bench.open()}
    >
      {dispute === null ? (
        <div class="state message">
          <h3>{say.done}</h3>
          <p class="muted">{say.doneHint}</p>
        </div>
      ) : (
        <div class="work grade" data-scroll="work">
          <Reading reader={bench.reader} />
          <section class="rubric sides" data-scroll="rubric" aria-label={say.question} key={dispute.key}>
            <Asked bench={bench} />
            {dispute.sides.map((side) => (
              <Side key={side.letter} bench={bench} side={side} />
            ))}
            <Neither bench={bench} />
          </section>
        </div>
      )}
    </Frame>
  );
}

function Progress({ bench }: { bench: Bench }) {
  const docket = bench.docket.value;
  if (docket === null) return null;
  const waits = bench.trouble.value !== null;
  const state = !bench.saving.value ? "saved" : waits ? "unsaved" : "saving";
  return (
    <>
      <span class="muted where">{say.left(docket.left)}</span>
      <span class="muted rule">{say.rules[docket.rule]}</span>
      <span class={`saved ${state}`} data-saved={state}>
        {say[state]}
      </span>
    </>
  );
}

function Asked({ bench }: { bench: Bench }) {
  const question = bench.question.value;
  const heading = useRef<HTMLHeadingElement>(null);
  // Each dispute begins at its question.
  useLayoutEffect(() => {
    const root = heading.current?.getRootNode();
    if (root instanceof ShadowRoot && (root.activeElement !== null || root.host.matches(":focus-within"))) heading.current?.focus();
  }, []);
  return (
    <div class="asked">
      <h3 ref={heading} tabIndex={-1} dir="auto">
        {question?.text}
      </h3>
      {question && question.help !== "" && (
        <p class="help" dir="auto">
          {question.help}
        </p>
      )}
      <p class="muted">{say.question}</p>
    </div>
  );
}

function Side({ bench, side: { letter, words: answer, given } }: { bench: Bench; side: SideView }) {
  const question = bench.question.value;
  const label = question?.choices.find(({ value }) => value.label === answer)?.label ?? answer;
  const said = given.filter(({ comment, evidence }) => comment !== null || evidence.length > 0);
  return (
    <article class="side-box" aria-label={label}>
      <button type="button" class="btn verdict-button" aria-keyshortcuts={letter.toLowerCase()} disabled={bench.saving.value} onClick={() => void bench.settle(letter)}>
        <Kbd>{letter.toLowerCase()}</Kbd>
        <b dir="auto">{label}</b>
        <span class="sr">{say.side(letter)}</span>
      </button>
      <ul class="said">
        {said.map(({ comment, evidence }, index) => (
          <li key={index}>
            {comment !== null && <p dir="auto">{comment}</p>}
            {evidence.map(({ start, exact }) => (
              <p key={start} class="quote" dir="auto">
                “{exact}”
              </p>
            ))}
          </li>
        ))}
      </ul>
    </article>
  );
}

function Neither({ bench }: { bench: Bench }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const open = bench.neither.value;
  useLayoutEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  if (!open)
    return (
      <div class="side-box">
        <button type="button" class="btn verdict-button" aria-keyshortcuts="n" disabled={bench.saving.value} onClick={() => (bench.neither.value = true)}>
          <Kbd>n</Kbd>
          <b>{say.neither}</b>
        </button>
      </div>
    );
  const choices = bench.question.value?.choices ?? [];
  return (
    <form
      class="side-box neither"
      onSubmit={(event) => {
        event.preventDefault();
        void bench.settle(null);
      }}
    >
      <label class="field">
        <span>{say.why}</span>
        <textarea ref={field} class="note" rows={2} dir="auto" required value={bench.reason.value} onInput={({ currentTarget: { value } }) => (bench.reason.value = value)} />
      </label>
      <label class="field">
        <span>{say.instead}</span>
        <select class="pick" value={bench.instead.value} onChange={({ currentTarget: { value } }) => (bench.instead.value = Number(value))}>
          <option value={-1}>{say.contested}</option>
          {choices.map(({ id, label }, index) => (
            <option key={id} value={index}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div class="buttons">
        <button type="button" class="btn" onClick={() => (bench.neither.value = false)}>
          {say.cancel}
          <Kbd>Esc</Kbd>
        </button>
        <button type="submit" class="btn main" disabled={bench.saving.value || bench.reason.value.trim() === ""}>
          {say.send}
          <Kbd>{SUBMIT_KEY}</Kbd>
        </button>
      </div>
    </form>
  );
}

function onKey(bench: Bench, root: ShadowRoot, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || bench.phase.peek() !== "working") return;
  if (take(bench, root, event)) event.preventDefault();
}

function take(bench: Bench, root: ShadowRoot, event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "Enter") {
    if (bench.neither.peek()) void bench.settle(null);
    return true;
  }
  if (command && event.key.toLowerCase() === "s") return true;
  if (command || event.altKey || event.repeat) return false;
  if (event.key === "Escape") {
    if (!bench.neither.peek()) return false;
    bench.neither.value = false;
    root.querySelector<HTMLElement>("[part=surface]")?.focus();
    return true;
  }
  if (isTyping(event.target)) return false;
  if (event.key === "n") bench.neither.value = true;
  else if (event.key === "w") bench.reader.lift();
  else if (event.key === "x") bench.full.value = !bench.full.peek();
  else if (event.key === "PageDown" || event.key === "PageUp") bench.reader.page(event.key === "PageDown" ? 1 : -1, root);
  else return bench.letter(event.key);
  return true;
}
