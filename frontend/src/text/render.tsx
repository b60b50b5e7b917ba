/** Texts on the screen: one text, a conversation, a response that can be quoted from. */
import { Component } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { words } from "../ui/words";
import { spelled } from "./characters";
import { within } from "./marks";
import type { Block, Mark, ParsedMessage, ParsedResponse, ParsedText } from "./model";
import { BlockNode } from "./nodes";
import { FORMATTED_AT_MOST, pageEnd } from "./pages";
import { parseFormatted } from "./parse";
import { shown } from "./shown";

const NONE: readonly Mark[] = [];

interface RenderedProps {
  readonly text: ParsedText;
  /** Where the text begins in the response's text, UTF-16; marks count there. */
  readonly base?: number;
  readonly marks?: readonly Mark[];
}

interface View {
  readonly text: ParsedText;
  readonly formatted: ParsedText | null;
  /** How much of a long text is shown: its blocks up to this offset. */
  readonly upTo: number;
}

/** One text; a long one a page at a time. */
export function Rendered(props: RenderedProps) {
  if (!props.text.formatted) return <Pages {...props} />;
  return <div class="tx">{blocksOf(props.text.blocks, props)}</div>;
}

function blocksOf(blocks: readonly Block[], { base = 0, marks = NONE }: RenderedProps) {
  return blocks.map((block, i) => <Marked key={i} block={block} base={base} marks={marks} />);
}

function Pages(props: RenderedProps) {
  const { text, base = 0, marks = NONE } = props;
  const box = useRef<HTMLDivElement>(null);
  const [kept, setView] = useState<View>(() => fresh(text));
  const view = kept.text === text ? kept : fresh(text);
  const { blocks } = view.formatted ?? text;
  const current = marks.reduce((end, mark) => (mark.current ? Math.max(end, mark.end - base) : end), 0);
  const upTo = Math.max(view.upTo, current);
  const rest = text.source.length - upTo;

  function more(): void {
    const next = pageEnd(blocks, upTo);
    // The button goes with the last part: the focus must not fall back to the notebook.
    if (next >= text.source.length) box.current?.focus({ preventScroll: true });
    setView({ ...view, upTo: next });
  }

  return (
    <div class="tx" ref={box} tabIndex={-1}>
      <LongNotice view={view} onChange={setView} />
      {blocksOf(
        blocks.filter((block) => block.start < upTo),
        props,
      )}
      {rest > 0 && (
        <button type="button" class="tx-button" onClick={more}>
          {words.text.more(words.text.size(rest))}
        </button>
      )}
    </div>
  );
}

function fresh(text: ParsedText): View {
  return { text, formatted: null, upTo: pageEnd(text.blocks, 0) };
}

function LongNotice({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  const { text, formatted } = view;

  function toggle(): void {
    const other = formatted ? null : parseFormatted(text.source);
    onChange({ text, formatted: other, upTo: pageEnd((other ?? text).blocks, 0) });
  }

  return (
    <p class="tx-notice">
      {words.text.long(words.text.size(text.source.length), formatted !== null)}
      {text.source.length <= FORMATTED_AT_MOST && (
        <button type="button" class="tx-button" onClick={toggle}>
          {formatted ? words.text.plain : words.text.format}
        </button>
      )}
    </p>
  );
}

interface MarkedProps {
  readonly block: Block;
  readonly base: number;
  readonly marks: readonly Mark[];
}

/** A block renders again only if a highlight inside it changed. */
class Marked extends Component<MarkedProps> {
  #marks: readonly Mark[] = NONE;

  constructor(props: MarkedProps) {
    super(props);
    this.#marks = this.#within(props);
  }

  #within({ block, base, marks }: MarkedProps): readonly Mark[] {
    return within({ start: base + block.start, end: base + block.end }, marks, this.#marks);
  }

  override shouldComponentUpdate(next: MarkedProps): boolean {
    const marks = this.#within(next);
    const isSame = marks === this.#marks && next.block === this.props.block && next.base === this.props.base;
    this.#marks = marks;
    return !isSame;
  }

  override render({ block, base }: MarkedProps) {
    return <BlockNode block={block} ground={{ base, marks: this.#marks }} />;
  }
}

/** The turns of a chat, each under its role; a single turn needs no label. */
export function Conversation({ messages, marks = NONE }: { messages: readonly ParsedMessage[]; marks?: readonly Mark[] }) {
  const isChat = messages.length > 1;
  return (
    <>
      {messages.map(({ role, base, text }, i) => (
        <div key={i} class={isChat ? "tx-turn" : undefined} data-base={base}>
          {isChat && (
            <p class="tx-role" dir="auto">
              {spelled(role)}
            </p>
          )}
          <Rendered text={text} base={base} marks={marks} />
        </div>
      ))}
    </>
  );
}

interface ResponseProps {
  readonly response: ParsedResponse;
  /** They count in the response's whole text. */
  readonly marks?: readonly Mark[];
  /** Not its turn yet: nothing can be quoted from it. */
  readonly ahead?: boolean;
}

/** A response that evidence can be quoted from. */
export function ResponseText({ response, marks = NONE, ahead = false }: ResponseProps) {
  const remember = useMemo(
    () => (element: HTMLDivElement | null) => {
      if (element) shown.set(element, response);
    },
    [response],
  );
  return (
    <div class="tx-response" data-response={ahead ? undefined : response.key} ref={remember}>
      <Conversation messages={response.messages} marks={marks} />
    </div>
  );
}
