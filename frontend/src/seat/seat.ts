/** One seat for all views of a widget: what is done in one shows in the other. */
import type { Rpc } from "../rpc";
import type { TaskView } from "../wire";
import { ExpertSeat } from "./expert_seat";
import type { Seat } from "./types";

export type { Clock, CurrentTask, NewRemark, Phase, SavedState, Seat } from "./types";

interface Shared {
  readonly seat: ExpertSeat<unknown>;
  readonly end: AbortController;
  views: number;
}

const seats = new WeakMap<Rpc, Shared>();

/**
 * The seat behind `rpc`, opened at once; it ends when every view that asked for it has ended.
 * Views of one widget share it, so that `parse` is that of the first.
 */
export function createSeat<Texts>(rpc: Rpc, signal: AbortSignal, parse: (view: TaskView) => Texts): Seat<Texts> {
  let shared = seats.get(rpc);
  if (!shared) {
    const end = new AbortController();
    shared = { seat: new ExpertSeat<unknown>(rpc, end.signal, parse), end, views: 0 };
    seats.set(rpc, shared);
  }
  const { seat, end } = shared;
  const mine = shared;
  mine.views += 1;
  signal.addEventListener(
    "abort",
    () => {
      mine.views -= 1;
      if (mine.views > 0) return;
      seats.delete(rpc);
      seat.leave();
      end.abort();
    },
    { once: true },
  );
  return seat as Seat<Texts>;
}
