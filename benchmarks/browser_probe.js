// In every page of the bench before its own scripts: from an input event's own time to the task after the frame.
(() => {
  const PATIENCE_MS = 60_000;

  /** The time of the task after the first frame at whose beginning `shown` was true. */
  function painted(shown) {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      const look = () => (shown() ? port2.postMessage(null) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });
  }

  let watched = null;

  /** Watches the next press of a key: each condition becomes the milliseconds from the key's time to its paint. */
  function watch(conditions, key = "Enter") {
    let over = false;
    // Frames tick from before the key on, as on a screen: a page that is idle and has none would begin one at once.
    const tick = () => over || requestAnimationFrame(tick);
    tick();
    watched = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`waited in vain for: ${Object.keys(conditions).join(", ")}`)), PATIENCE_MS);
      const begin = (event) => {
        if (event.key !== key) return;
        window.removeEventListener("keydown", begin, true);
        performance.mark("bench:input");
        const paints = Object.entries(conditions).map(async ([name, shown]) => {
          const at = await painted(shown);
          performance.mark(`bench:${name}`);
          return [name, at - event.timeStamp];
        });
        void Promise.all(paints).then((times) => {
          over = true;
          resolve(Object.fromEntries(times));
        });
      };
      window.addEventListener("keydown", begin, true);
    });
  }

  /** A submit in a widget of ours: the next task, and its being saved. */
  function submit(carrier) {
    const root = carrier.shadowRoot;
    const where = () => root.querySelector(".where")?.textContent;
    const shown = () => root.querySelector("[data-response]")?.textContent;
    const before = [where(), shown()];
    const next = () => where() !== before[0] && shown() && shown() !== before[1];
    const saved = () => next() && root.querySelector("[data-saved]").dataset.saved === "saved";
    watch({ painted: next, saved });
  }

  /** A letter typed into an open line of a designer: the outline shows it. */
  function letter(carrier, key) {
    const shown = () => carrier.shadowRoot.querySelector(".line.open .line-text").textContent;
    const before = shown();
    watch({ painted: () => shown() !== before }, key);
  }

  /** A bare operation on the text in `host`. */
  function bare(host) {
    const output = (host.shadowRoot ?? host).firstChild;
    const before = output.textContent;
    watch({ painted: () => output.textContent !== before });
  }

  /**
   * A submit in another tool, which may load a new page for it: `bench:took` in the session's storage
   * becomes the milliseconds from the next press of `key` to the paint of another text in `selector`.
   */
  function leave(key, selector) {
    const before = textOf(selector);
    const press = (event) => {
      if (event.key !== key) return;
      window.removeEventListener("keydown", press, true);
      sessionStorage.setItem("bench:left", JSON.stringify({ selector, before, at: performance.timeOrigin + event.timeStamp }));
      void arrive();
    };
    window.addEventListener("keydown", press, true);
  }

  async function arrive() {
    const { selector, before, at } = JSON.parse(sessionStorage.getItem("bench:left"));
    const there = await painted(() => textOf(selector) && textOf(selector) !== before);
    sessionStorage.removeItem("bench:left");
    sessionStorage.setItem("bench:took", String(performance.timeOrigin + there - at));
  }

  const textOf = (selector) => document.querySelector(selector)?.textContent.trim();
  if (location.protocol === "http:" && sessionStorage.getItem("bench:left")) void arrive();

  /** Milliseconds from `act` to the paint of the first task in any widget on the page. */
  async function started(act) {
    const start = performance.now();
    const ready = ({ shadowRoot }) => shadowRoot?.querySelector("fieldset[data-criterion]");
    const there = painted(() => [...document.querySelectorAll(".evalwidgets")].some(ready));
    void act();
    return (await there) - start;
  }

  /** Resolves when the browser has had nothing to do, and the line to the kernel has been still, for a while. */
  async function quiet() {
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let times = 0; times < 3; times++) await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  window.bench = { submit, letter, bare, leave, started, quiet, outcome: () => watched };
})();
