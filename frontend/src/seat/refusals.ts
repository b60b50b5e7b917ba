/** Judgments that the kernel would not take, said in words until their task is judged after all. */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { KernelError } from "../rpc";
import type { JudgeRequest } from "../wire";

export class Refusals {
  readonly #sentences = signal<ReadonlyMap<number, string>>(new Map());

  /** On the latest one. */
  readonly sentence: ReadonlySignal<string | null> = computed(() => [...this.#sentences.value.values()].at(-1) ?? null);

  add({ task, supersedes }: JudgeRequest, { code, message }: KernelError): void {
    const comesBack = code === "invalid_answers" && supersedes === null;
    const what = comesBack ? "The task comes back, with your answers in it." : "It is kept aside in this browser.";
    const sentences = new Map(this.#sentences.peek());
    sentences.delete(task);
    this.#sentences.value = sentences.set(task, `An answer was not taken: ${message} ${what}`);
  }

  forget(task: number): void {
    if (!this.#sentences.peek().has(task)) return;
    const sentences = new Map(this.#sentences.peek());
    sentences.delete(task);
    this.#sentences.value = sentences;
  }
}
