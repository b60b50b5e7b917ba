/**
 * Light or dark, as the page around the widget is. JupyterLab says so on its body; elsewhere the
 * background behind the widget tells, since neither marimo nor Voilà nor an editor's preview does
 * it in the same way.
 */

const HALF = 128;

/** Keeps `data-theme` on the carrier of the shadow root as the page is, for as long as the view lives. */
export function followTheme(carrier: HTMLElement, end: AbortSignal): void {
  const set = () => {
    carrier.dataset["theme"] = themeOf(carrier);
  };
  set();
  const seen = new MutationObserver(set);
  const options = { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-jp-theme-light", "data-vscode-theme-kind"] };
  seen.observe(document.documentElement, options);
  seen.observe(document.body, options);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", set, { signal: end });
  end.addEventListener("abort", () => seen.disconnect());
}

export function themeOf(carrier: HTMLElement): "light" | "dark" {
  const jupyter = document.body.dataset["jpThemeLight"];
  if (jupyter !== undefined) return jupyter === "false" ? "dark" : "light";
  for (let at: Node | null = carrier; at !== null; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
    if (!(at instanceof Element)) continue;
    const brightness = brightnessOf(getComputedStyle(at).backgroundColor);
    if (brightness !== null) return brightness < HALF ? "dark" : "light";
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const dark = scheme.includes("dark") && (!scheme.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches);
  return dark ? "dark" : "light";
}

/** 0 (black) to 255 (white) of a computed colour; null if one sees through it or it cannot be read. */
function brightnessOf(color: string): number | null {
  const [red, green, blue, alpha = 1] = (/^rgba?\(([^)]*)\)$/.exec(color)?.[1] ?? "").split(/[ ,/]+/).filter(Boolean).map(Number);
  if (red === undefined || green === undefined || blue === undefined || alpha < 0.5) return null;
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
