/**
 * The `_esm` of every widget: fetches the app from the kernel once a page, then hands over to it.
 *
 * The export is a factory, because a host calls it once a model: `initialize` and `render` get
 * different proxies of that model, and what they share is this closure.
 */
import type { Model } from "./model";
import { KernelGone, Rpc } from "./rpc";

interface App {
  mount(widget: string, rpc: Rpc, host: HTMLElement, signal: AbortSignal): void;
}

interface Host {
  model: Model;
  signal?: AbortSignal;
}

const PATIENCE_MS = 5_000;
// A first question that goes out before JupyterLab has its second thread waits behind the running cell: ask again soon.
const RESEND_MS = [1_000, 5_000, 10_000, 20_000, 30_000];
const SILENT = "The widget could not start: the notebook's kernel does not answer. Run this cell again.";

const page = globalThis as unknown as Record<symbol, Promise<App> | undefined>;

export default () => {
  let rpc: Rpc | undefined;

  /** Never waits for the kernel: a widget that is not ready within 2 s stays deaf for good. */
  function initialize({ model, signal }: Host): () => void {
    const client = (rpc = new Rpc(model));
    const dispose = () => client.dispose();
    signal?.addEventListener("abort", dispose);
    return dispose;
  }

  function render({ model, el, signal }: Host & { el: HTMLElement }): () => void {
    const client = (rpc ??= new Rpc(model));
    const view = new AbortController();
    const end = () => view.abort();
    signal?.addEventListener("abort", end);
    void show(client, model, el, view.signal);
    return end;
  }

  return { initialize, render };
};

async function show(rpc: Rpc, model: Model, el: HTMLElement, signal: AbortSignal): Promise<void> {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.style.cssText = "margin:8px;font:13px system-ui,sans-serif;opacity:.75";
  line.textContent = "Loading…";
  el.append(line);
  const say = () => (line.textContent = SILENT);
  const patience = setTimeout(say, PATIENCE_MS);
  try {
    const app = await appOf(rpc, String(model.get("_app")), signal, say);
    if (signal.aborted) return;
    line.remove();
    app.mount(String(model.get("_widget")), rpc, el, signal);
  } catch (error) {
    if (signal.aborted) return;
    line.textContent = `The widget could not start: ${error instanceof Error ? error.message : String(error)}`;
    el.append(line);
  } finally {
    clearTimeout(patience);
  }
}

/** The app, from this page or from the kernel; a failed load is forgotten, so that the next one tries again. */
function appOf(rpc: Rpc, hash: string, signal: AbortSignal, gone: () => void): Promise<App> {
  const key = Symbol.for(`evalwidgets@${hash}`);
  const fetchOwn = () => {
    const coming = fetched(rpc, hash, signal, gone).then(imported);
    page[key] = coming;
    coming.catch(() => {
      if (page[key] === coming) page[key] = undefined;
    });
    return coming;
  };
  const there = page[key];
  if (!there) return fetchOwn();
  return new Promise((resolve, reject) => {
    // Another widget asked first; its kernel may have died since.
    const timer = setTimeout(() => void fetchOwn().then(resolve, reject), PATIENCE_MS);
    there.then(resolve, () => void fetchOwn().then(resolve, reject)).finally(() => clearTimeout(timer));
  });
}

/** Asks until there is an answer; what is sent while a kernel dies vanishes, and a busy one answers late. */
function fetched(rpc: Rpc, hash: string, signal: AbortSignal, gone: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const calls = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(timer);
      calls.abort();
    };
    const fail = (error: unknown) => {
      end();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const ask = (attempt: number) => {
      timer = setTimeout(() => ask(attempt + 1), RESEND_MS[Math.min(attempt, RESEND_MS.length - 1)]);
      rpc.call("bundle", { hash }, { timeoutMs: Infinity, signal: calls.signal }).then(
        ({ code }) => {
          end();
          resolve(code);
        },
        (error: unknown) => {
          if (calls.signal.aborted) return;
          if (error instanceof KernelGone) gone();
          else fail(error);
        },
      );
    };
    signal.addEventListener("abort", () => fail(new Error("the view was closed.")));
    if (signal.aborted) fail(new Error("the view was closed."));
    else ask(0);
  });
}

/** A module from its text; some pages forbid blob: scripts and allow data: ones. */
async function imported(code: string): Promise<App> {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return (await import(/* @vite-ignore */ url)) as App;
  } catch {
    return (await import(/* @vite-ignore */ `data:text/javascript;charset=utf-8,${encodeURIComponent(code)}`)) as App;
  } finally {
    URL.revokeObjectURL(url);
  }
}
