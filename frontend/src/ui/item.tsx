/** What is judged: the prompt or the chat, what belongs to it, and the answer or answers. */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { CurrentTask } from "../seat/seat";
import { spelled } from "../text/characters";
import type { ParsedMessage, ParsedResponse, ParsedTask } from "../text/model";
import { Rendered, ResponseText } from "../text/render";
import { useScreen } from "./context";
import { Cover } from "./cover";
import { marksOf } from "./evidence";
import { words } from "./words";

export function ItemPane() {
  const { seat, covered } = useScreen();
  const current = seat.current.value;
  if (current === null) return null;
  const next = seat.upcoming.value;
  // Of an item with a warning nothing is in the page before that is lifted.
  const ahead = next?.ticket.view.warnings.length === 0 ? next : null;
  const bodies = [covered.value ? null : current, ahead].filter((task) => task !== null);
  return (
    <div class="ground">
      <section class="item" data-scroll="item" tabIndex={0} aria-label={words.item.label}>
        {covered.value && <Cover tags={current.ticket.view.warnings} />}
        {bodies.map((task) => (
          <Body key={task} task={task} ahead={task !== current} />
        ))}
      </section>
    </div>
  );
}

/** A task's texts. Those of the next are laid out ahead of time and out of sight: to show them takes a class. */
function Body({ task: { ticket, texts }, ahead }: { task: CurrentTask<ParsedTask>; ahead: boolean }) {
  const lettered = texts.responses.length > 1;
  return (
    <div class={ahead ? "item-body ahead" : "item-body"}>
      <Prompt messages={texts.prompt} />
      <Beside texts={texts} details={ticket.view.details} />
      <div class={lettered ? "answers two" : "answers"}>
        {texts.responses.map((response) => (
          <ResponseBlock key={response.key} response={response} lettered={lettered} ahead={ahead} />
        ))}
      </div>
    </div>
  );
}

function Prompt({ messages }: { messages: readonly ParsedMessage[] }) {
  const chat = messages.length > 1;
  return (
    <>
      <h3 class="label">{chat ? words.item.conversation : words.item.prompt}</h3>
      {chat ? <Turns messages={messages} /> : <div class="prompt">{messages.map(({ text }, index) => <Rendered key={index} text={text} />)}</div>}
    </>
  );
}

function Turns({ messages }: { messages: readonly ParsedMessage[] }) {
  return (
    <ol class="turns">
      {messages.map(({ role, text }, index) => (
        <li key={index} class={`turn ${role === "user" ? "user" : ""}`}>
          <span class="role" dir="auto">
            {words.item.roles[role] ?? spelled(role)}
          </span>
          <Rendered text={text} />
        </li>
      ))}
    </ol>
  );
}

/** Context documents, the reference answer and details: folded, in the order in which they are read. */
function Beside({ texts: { context, reference }, details }: { texts: ParsedTask; details: Readonly<Record<string, string>> }) {
  const known = Object.entries(details);
  if (context.length === 0 && reference === null && known.length === 0) return null;
  return (
    <div class="folds">
      {context.length > 0 && (
        <Folded title={words.item.documents(context.length)}>
          {context.map(({ title, text }, index) => (
            <div class="document" key={index}>
              <h4 dir="auto">{title === "" ? words.item.document(index + 1) : spelled(title)}</h4>
              <Rendered text={text} />
            </div>
          ))}
        </Folded>
      )}
      {reference !== null && (
        <Folded title={words.item.reference}>
          <Rendered text={reference} />
        </Folded>
      )}
      {known.length > 0 && (
        <Folded title={words.item.details}>
          <dl class="details">
            {known.map(([name, value]) => (
              <div key={name}>
                <dt dir="auto">{spelled(name)}</dt>
                <dd dir="auto">{spelled(value)}</dd>
              </div>
            ))}
          </dl>
        </Folded>
      )}
    </div>
  );
}

function Folded({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <details class="folded">
      <summary>{title}</summary>
      <div class="folded-body">{children}</div>
    </details>
  );
}

function ResponseBlock({ response, lettered, ahead }: { response: ParsedResponse; lettered: boolean; ahead: boolean }) {
  const screen = useScreen();
  const marks = useComputed(() => marksOf(screen, response)).value;
  const title = lettered ? words.item.answer(response.key) : words.item.response;
  return (
    <article class="answer-box" aria-label={title}>
      <h3 class="label">
        {lettered ? <b class="letter">{response.key}</b> : title}
        {response.model !== null && <span class="model">{spelled(response.model)}</span>}
      </h3>
      <div class="answer">
        <ResponseText response={response} marks={marks} ahead={ahead} />
      </div>
    </article>
  );
}
