/**
 * Whether what is saved is on the Hub, too: small print beside "Saved", which is true without it. Its words
 * stand here and not with the others, for the designer's preview has no use for them.
 */
import type { OnHub as State } from "../wire";
import { useScreen } from "./context";
import { timeOfDay } from "./words";

interface Said {
  /** On a phone. */
  brief: string;
  short: string;
  /** Where there is room for it. */
  more: string;
  /** For who asks, by pointer or by screen reader. */
  whole: string;
}

const SAFE = "What is saved stays saved in the study.";

export function OnHub() {
  const state = useScreen().seat.onHub.value;
  if (state === null) return null;
  const { brief, short, more, whole } = said(state);
  return (
    <span class="on-hub" data-hub={state.word} title={whole}>
      <span aria-hidden="true">
        <span class="brief">{brief}</span>
        <span class="short">{short}</span>
        {more !== "" && <span class="more">{more}</span>}
      </span>
      <span class="sr">{whole}</span>
    </span>
  );
}

export function said({ word, at, passing }: State): Said {
  const time = at === null ? "" : timeOfDay(at);
  const last = at === null ? "" : ` All of it was there last at ${time}.`;
  const all = (text: string, whole: string): Said => ({ brief: text, short: text, more: "", whole: `${whole} ${SAFE}` });
  const not = (more: string, whole: string): Said => ({ brief: "Hub: not yet", short: "not on the Hub yet", more: `: ${more}`, whole: `Not on the Hub yet: ${whole} ${SAFE}${last}` });
  switch (word) {
    case "starting":
    case "pushing":
      return all("pushing…", "It is being pushed to the Hub.");
    case "waiting":
      if (at === null) return all("pushed soon", "It goes to the Hub with the next push.");
      return { ...all(`on the Hub: ${time}`, `All of the study was on the Hub at ${time}; what is new goes with the next push.`), brief: `Hub: ${time}` };
    case "held":
      return not("the team has to look first", "whoever runs the study has to look at something first.");
    case "stopped":
      return all("no longer pushed", `It is no longer pushed to the Hub.${last}`);
    case "failing":
      if (passing === "network") return not("no network; tries again", "there is no network. It is tried again by itself.");
      if (passing === "hub") return not("Hub busy; tries again", "the Hub does not take it now. It is tried again by itself.");
      return not("the team has to help", "whoever runs the study has to do something first.");
  }
}
