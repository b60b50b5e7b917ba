/** What one seat keeps in this browser: its outbox and its drafts, under a key that is its alone. */
import type { Opened } from "../wire";
import { Drafts } from "./drafts";
import { Keep } from "./keep";
import type { Line } from "./line";
import { Outbox, type Outcomes } from "./outbox";

export class Records {
  readonly keep: Keep;
  readonly outbox: Outbox;
  readonly drafts: Drafts;

  constructor(line: Line, { study, seat }: Opened, outcomes: Outcomes, ended: AbortSignal) {
    this.keep = new Keep(`evalwidgets:1:${study}:${seat}:`);
    this.outbox = new Outbox(line, this.keep, outcomes, ended);
    this.drafts = new Drafts(line, this.keep, (task) => this.outbox.tasks().has(task), ended);
  }
}
