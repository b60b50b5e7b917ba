/** What the preview shows, and the try-out that may be going on in it. */
import { signal } from "@preact/signals";
import type { Checked, Group } from "../wire";
import type { Design } from "./design";
import { PreviewSeat, type Tried } from "./preview_seat";
import type { DesignScreen } from "./screen";
import type { TryOut } from "./tryout";
import { words } from "./words";

export class PreviewPane {
  readonly seat: PreviewSeat;
  readonly item = signal(0);
  readonly asks = signal(false);
  readonly tryout = signal<TryOut | null>(null);
  /** A try-out that is over, to be read. */
  readonly finished = signal<TryOut | null>(null);
  /** Puts the focus into the preview; set by its view. */
  enter: () => void = () => undefined;
  readonly #design: Design;
  readonly #screen: DesignScreen;
  #groups: Group[] = [];
  #about = "";
  #loaded = -1;

  constructor(design: Design, screen: DesignScreen, end: AbortSignal) {
    this.#design = design;
    this.#screen = screen;
    this.seat = new PreviewSeat(end);
    this.seat.changed = () => design.soon();
    this.seat.done = (tried) => this.#done(tried);
    design.preview = () => ({ item: this.item.peek(), answers: this.seat.answers() });
  }

  /** Shows another answer. */
  async show(item: number): Promise<void> {
    this.item.value = item;
    this.#loaded = item;
    await this.#screen.attempt(async () => {
      const view = await this.#design.item(item);
      if (this.#loaded !== item) return; // another was chosen meanwhile
      this.#groups = view.groups;
      this.asks.value = view.groups.length > 0;
      this.seat.show(view);
      this.#design.soon();
    });
  }

  /** The kernel has looked at the draft: this is what it asks now. */
  checked({ groups, instructions, examples }: Checked): void {
    const opened = this.#design.opened.peek();
    if (!opened) return;
    const about = JSON.stringify([instructions, examples]);
    if (about !== this.#about) {
      this.#about = about;
      this.seat.about({ instructions, examples }, opened.settings);
    }
    if (this.#loaded < 0) return void this.show(0);
    if (JSON.stringify(groups) === JSON.stringify(this.#groups)) return;
    this.#groups = groups;
    this.asks.value = groups.length > 0;
    this.seat.ask(groups);
  }

  /** Begins to grade the next `n` items, the one that is shown first. */
  start(n: number): void {
    const all = this.#design.opened.peek()?.items.length ?? 1;
    const items = Array.from({ length: Math.min(n, all) }, (_, k) => (this.item.peek() + k) % all);
    this.finished.value = null;
    this.tryout.value = { items, tried: [] };
    void this.show(items[0] ?? 0).then(() => this.enter());
  }

  stop(): void {
    this.tryout.value = null;
  }

  #done(tried: Tried): void {
    const now = this.tryout.peek();
    if (!now) return this.#screen.say(words.preview.only, true);
    const next = { ...now, tried: [...now.tried, tried] };
    const item = next.items[next.tried.length];
    if (item !== undefined) {
      this.tryout.value = next;
      void this.show(item);
      return;
    }
    this.tryout.value = null;
    this.finished.value = next;
  }
}
