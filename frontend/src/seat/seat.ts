export type { Clock, CurrentTask, Phase, SavedState, Seat } from "./types";
