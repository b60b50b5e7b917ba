/** The quotes of one answer, with their words read from the source at hand; the kernel cuts the kept ones. */
import type { Evidence } from "../wire";
import { removeQuote, wordsOf } from "./evidence";
import { useScreen } from "./context";
import { MarkFields } from "./controls/marks";
import { Icon } from "./icon";
import type { Question } from "./questions";
import { words } from "./words";

export function Quotes({ question, evidence }: { question: Question; evidence: readonly Evidence[] }) {
  const screen = useScreen();
  const responses = screen.seat.current.value?.texts.responses ?? [];
  return (
    <ul class="quotes">
      {evidence.map((mark) => {
        const text = wordsOf(mark, responses);
        return (
          <li key={`${mark.response}:${mark.start}:${mark.end}`} class="quote" dir="auto">
            <span class="marked">
              <span class="quoted">
                {responses.length > 1 && <b>{mark.response} </b>}“{text}”
              </span>
              <MarkFields question={question} mark={mark} />
            </span>
            <button type="button" class="tool" aria-label={words.rubric.removeQuote(text)} onClick={() => removeQuote(screen, question.id, mark)}>
              <Icon name="close" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
