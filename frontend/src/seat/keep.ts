/**
 * What must outlive the page: small texts in localStorage, or, where that is forbidden or full, in a
 * map of this page, so that at least a cell that is run again finds them.
 */

const page = globalThis as unknown as Record<symbol, Map<string, string> | undefined>;
const memory = (page[Symbol.for("evalwidgets.kept")] ??= new Map<string, string>());

export const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

export class Keep {
  readonly #prefix: string;
  readonly #storage: Storage | null;

  /** All keys begin with `prefix`; nothing under another prefix is ever seen. */
  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#storage = allowed();
  }

  /** Whether what is kept survives this page. */
  get durable(): boolean {
    return this.#storage !== null && ![...memory.keys()].some((key) => key.startsWith(this.#prefix));
  }

  get(key: string): string | null {
    return memory.get(this.#prefix + key) ?? this.#storage?.getItem(this.#prefix + key) ?? null;
  }

  set(key: string, value: string): void {
    const whole = this.#prefix + key;
    try {
      if (!this.#storage) throw new Error("no storage");
      this.#storage.setItem(whole, value);
      memory.delete(whole);
    } catch {
      // Full or forbidden. An older text under the key would win after a reload: it goes.
      this.#storage?.removeItem(whole);
      memory.set(whole, value);
    }
  }

  remove(key: string): void {
    memory.delete(this.#prefix + key);
    this.#storage?.removeItem(this.#prefix + key);
  }

  /** The keys that begin with `start`, in no order. */
  keys(start: string): string[] {
    const wanted = this.#prefix + start;
    const found = new Set([...memory.keys()].filter((key) => key.startsWith(wanted)));
    for (let i = 0; i < (this.#storage?.length ?? 0); i++) {
      const key = this.#storage?.key(i);
      if (key?.startsWith(wanted)) found.add(key);
    }
    return [...found].map((key) => key.slice(this.#prefix.length));
  }

  /** Reads a JSON text with its time `at` (ms); what cannot be read or is older than a week is dropped. */
  read(key: string): { at: number } | null {
    const text = this.get(key);
    if (text === null) return null;
    try {
      const value = JSON.parse(text) as { at: number };
      if (Date.now() - value.at <= KEPT_MS) return value;
    } catch {
      // Half a text, or not ours: as good as nothing.
    }
    this.remove(key);
    return null;
  }

  /** Calls `listener` with the key that another tab has changed; `removed` if it is gone. */
  onOtherTab(listener: (key: string, removed: boolean) => void, signal: AbortSignal): void {
    const heard = (event: StorageEvent) => {
      if (event.key?.startsWith(this.#prefix))
        listener(event.key.slice(this.#prefix.length), event.newValue === null);
    };
    window.addEventListener("storage", heard, { signal });
  }
}

function allowed(): Storage | null {
  try {
    const probe = "evalwidgets:probe";
    window.localStorage.setItem(probe, "");
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch {
    return null; // a sandboxed frame, a private window, or no room at all
  }
}
