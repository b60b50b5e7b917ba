/** A view of the real app on a fake kernel, and what an expert does with it by keyboard. */
import { mount, type WidgetName } from "../../src/app";
import { Rpc } from "../../src/rpc";
import type { Criterion, TaskView } from "../../src/wire";
import { FakeComm, FakeKernel } from "../fake_kernel";

export class View {
  readonly kernel: FakeKernel;
  readonly root: ShadowRoot;
  readonly comm: FakeComm;
  readonly #end = new AbortController();

  constructor(kernel: FakeKernel, widget: WidgetName = "rubric_grader") {
    this.kernel = kernel;
    const host = document.createElement("div");
    document.body.append(host);
    this.comm = new FakeComm(kernel);
    mount(widget, new Rpc(this.comm), host, this.#end.signal);
    const { shadowRoot } = host.firstElementChild ?? {};
    if (!shadowRoot) throw new Error("the app made no shadow root");
    this.root = shadowRoot;
  }

  get carrier(): Element {
    return this.root.host;
  }

  /** The first element for a selector; a test that asks for nothing fails here. */
  find(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`there is no ${selector}`);
    return found;
  }

  row(criterion: string): HTMLElement {
    return this.find(`[data-criterion="${criterion}"]`);
  }

  get here(): string | null {
    return this.root.querySelector("[data-criterion].here")?.getAttribute("data-criterion") ?? null;
  }

  /** The criterion whose row has the focus. */
  get focused(): string | null {
    return this.root.activeElement?.closest("[data-criterion]")?.getAttribute("data-criterion") ?? null;
  }

  chosen(criterion: string): string | null {
    return this.row(criterion).querySelector<HTMLInputElement>("input:checked")?.value ?? null;
  }

  get said(): string {
    return this.find("[role=status]").textContent;
  }

  /** Presses keys one after the other, each where the focus then is. */
  async press(...keys: string[]): Promise<void> {
    for (const name of keys) {
      const [key = "", ...held] = name === "+" ? [name] : name.split("+").reverse();
      const at = this.root.activeElement ?? this.find("[part=surface]");
      at.dispatchEvent(
        new KeyboardEvent("keydown", {
          key, bubbles: true, composed: true, cancelable: true, ctrlKey: held.includes("Control"), shiftKey: held.includes("Shift"),
        }),
      );
      await painted();
    }
  }

  async type(text: string): Promise<void> {
    const field = this.root.activeElement as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    await painted();
  }

  close(): void {
    this.#end.abort();
  }
}

/** A kernel whose tasks are as given, by number. */
export class TaskKernel extends FakeKernel {
  readonly #change: (task: number) => Partial<TaskView>;
  constructor(tasks: number, criteria: Criterion[], change: (task: number) => Partial<TaskView> = () => ({})) {
    super(tasks);
    this.criteria = criteria;
    this.settings.na_reasons = ["not_applicable", "missing_context"];
    this.#change = change;
  }
  override view(task: number): TaskView {
    return { ...super.view(task), ...this.#change(task) };
  }
}

const base = {
  help: "", points: 0, required: true, na: { allow: true, reasons: ["not_applicable", "missing_context"] as Criterion["na"]["reasons"] },
  require_comment: false, require_evidence: false, tags: [],
  weight: null, weight_class: "", reverse: false, polarity: null, gate: null, needs: [], scope: null, extra: {},
};

/** A criterion of any kind, whole. */
export function criterion(of: Pick<Criterion, "id" | "kind"> & Record<string, unknown>): Criterion {
  return { ...base, text: `Text of ${of.id}`, ...of } as unknown as Criterion;
}

export const options = (...ids: string[]) => ids.map((id, value) => ({ id, label: id.toUpperCase(), value, anchor: `what ${id} means` }));

/** Until what a key changed is in the document. */
export async function painted(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

/** Until `test` holds. */
export async function until(test: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (test()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`this never came true: ${test.toString()}`);
}

/** A view that shows its first task, with the focus inside. */
export async function opened(kernel: FakeKernel, widget: WidgetName = "rubric_grader"): Promise<View> {
  const view = new View(kernel, widget);
  await until(() => view.root.querySelector("[data-criterion]") !== null || view.root.querySelector(".cover, .message") !== null);
  view.find("[part=surface]").focus();
  return view;
}
