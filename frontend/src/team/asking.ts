/** What the team's widgets share: how a view stands with the kernel, and what it says. */
import { computed, signal } from "@preact/signals";
import type { Rpc } from "../rpc";
import { Line } from "../seat/line";
import { reasonOf } from "../ui/reason_of";
import { words as say } from "./words";

export type Phase = "opening" | "working" | "elsewhere" | "closed" | "failed";

export class Asking {
  readonly phase = signal<Phase>("opening");
  readonly failure = signal("");
  /** What the live region says. */
  readonly said = signal("");
  readonly full = signal(false);
  readonly line: Line;
  /** Why the kernel has not answered yet, in words; null while all is well. */
  readonly trouble = computed(() => {
    const trouble = this.line.trouble.value;
    if (trouble === null) return null;
    return trouble.why === "gone" ? say.gone : (trouble.message ?? say.busy);
  });

  constructor(rpc: Rpc, ended: AbortSignal) {
    this.line = new Line(rpc, ended, () => (this.phase.value = "elsewhere"));
    const deaf = rpc.onEvent(({ event }) => {
      if (event === "continued_elsewhere" || event === "closed") this.phase.value = event === "closed" ? "closed" : "elsewhere";
    });
    ended.addEventListener("abort", deaf);
    window.addEventListener("online", () => this.line.wake(), { signal: ended });
  }

  say(text: string): void {
    this.said.value = this.said.peek() === text ? `${text}\u00a0` : text;
  }

  /** Waits for an answer; one that will not come fails the view, with the kernel's own words. */
  async attempt<T>(asked: Promise<T>): Promise<T | null> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof DOMException) return null; // the view was closed
      this.failure.value = reasonOf(error);
      this.phase.value = "failed";
      return null;
    }
  }
}
