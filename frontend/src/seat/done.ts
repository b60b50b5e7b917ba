/** This page's judgments, the last one on top and one a task: what undo walks back through. */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Draft, JudgeRequest } from "../wire";
import type { CurrentTask } from "./types";

export interface Judgment<Texts> {
  readonly request: JudgeRequest;
  readonly task: CurrentTask<Texts>;
  readonly draft: Draft;
}

export class Done<Texts> {
  readonly #stack = signal<readonly Judgment<Texts>[]>([]);
  readonly any: ReadonlySignal<boolean> = computed(() => this.#stack.value.length > 0);

  push(judgment: Judgment<Texts>): void {
    const others = this.#stack.peek().filter(({ request }) => request.task !== judgment.request.task);
    this.#stack.value = [...others, judgment];
  }

  pop(): Judgment<Texts> | undefined {
    const last = this.#stack.peek().at(-1);
    if (last) this.drop(last.request.judgment);
    return last;
  }

  drop(judgment: string): void {
    this.#stack.value = this.#stack.peek().filter(({ request }) => request.judgment !== judgment);
  }

  clear(): void {
    this.#stack.value = [];
  }
}
