/** The answer that is talked about, with quotes in it: the grader's own pane on a seat that keeps nothing. */
import { PreviewSeat } from "../designer/preview_seat";
import { blank } from "../seat/answers";
import { ScreenProvider } from "../ui/context";
import { ItemPane } from "../ui/item";
import { Screen } from "../ui/screen";
import type { Evidence, TaskView } from "../wire";

export class Reader {
  readonly screen: Screen;
  readonly #seat: PreviewSeat;

  constructor(ended: AbortSignal) {
    this.#seat = new PreviewSeat(ended);
    // A root of its own, with nothing in it: what this screen does with the focus must not touch the widget's.
    this.screen = new Screen(this.#seat, document.createElement("div").attachShadow({ mode: "open" }), ended);
  }

  show(view: TaskView, criterion: string, evidence: readonly Evidence[]): void {
    this.#seat.show(view);
    this.#seat.answer(criterion, { ...blank(criterion), evidence: [...evidence] });
    this.screen.here.value = criterion;
  }

  /** Lifts a content warning, if there is one. */
  lift(): void {
    this.screen.lift();
  }

  page(by: 1 | -1, root: ShadowRoot): void {
    const pane = root.querySelector("[data-scroll=item]");
    pane?.scrollBy({ top: by * pane.clientHeight * 0.85 });
  }
}

export function Reading({ reader }: { reader: Reader }) {
  return (
    <ScreenProvider value={reader.screen}>
      <ItemPane />
    </ScreenProvider>
  );
}
