/** What the publisher shows: where the push stands, asked for every second while something is being done. */
import { batch, computed, signal } from "@preact/signals";
import type { Rpc } from "../rpc";
import { parseMarkdown } from "../text/parse";
import { uuid } from "../uuid";
import type { HubPlan, HubState } from "../wire";
import { Asking } from "./asking";
import { words } from "./words";

const EVERY_MS = 1_000;

export class Publishing extends Asking {
  readonly state = signal<HubState | null>(null);
  /** The plan that was made last: it stays on the screen while it is carried out. */
  readonly plan = signal<HubPlan | null>(null);
  readonly makePublic = signal(false);
  readonly working = computed(() => isWorking(this.state.value));
  readonly card = computed(() => parseMarkdown(this.plan.value?.card ?? ""));
  /** Why the push cannot begin, in words; null: it can. */
  readonly waits = computed(() => {
    const plan = this.plan.value;
    if (plan === null || plan.findings.length > 0) return words.publish.lookFirst;
    const changes = plan.bytes > 0 || plan.rows.some((row) => row.new > 0) || (this.makePublic.value && plan.private);
    return changes ? null : words.publish.nothing;
  });
  readonly #ended: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rpc: Rpc, ended: AbortSignal) {
    super(rpc, ended);
    this.#ended = ended;
    ended.addEventListener("abort", () => clearTimeout(this.#timer));
    void this.look(false);
  }

  /** Shows the plan; `again`: a new one. */
  async look(again: boolean): Promise<void> {
    this.#show(await this.attempt(this.line.ask("hub_open", { again })));
  }

  async letPass(keys: readonly string[]): Promise<void> {
    const state = await this.attempt(this.line.ask("hub_clear", { keys: [...keys] }));
    this.#show(state);
    if (state?.plan) this.say(words.publish.left(state.plan.findings.length + state.plan.unseen));
  }

  async push(): Promise<void> {
    if (this.waits.peek() !== null || this.working.peek()) return;
    this.#show(await this.attempt(this.line.ask("hub_push", { push: uuid(), public: this.makePublic.peek() })));
  }

  #show(state: HubState | null): void {
    if (state === null || this.#ended.aborted) return;
    const before = this.state.peek()?.step;
    batch(() => {
      this.state.value = state;
      this.phase.value = "working";
      if (state.plan || state.step !== "pushing") this.plan.value = state.plan;
      if (state.step === "looking") this.makePublic.value = false;
    });
    if (state.step !== before) this.say(state.step === "failed" ? state.words : words.publish.steps[state.step]);
    clearTimeout(this.#timer);
    if (isWorking(state)) this.#timer = setTimeout(() => void this.#ask(), EVERY_MS);
  }

  async #ask(): Promise<void> {
    this.#show(await this.attempt(this.line.ask("hub_progress", {})));
  }
}

function isWorking(state: HubState | null): boolean {
  return state?.step === "looking" || state?.step === "pushing";
}
