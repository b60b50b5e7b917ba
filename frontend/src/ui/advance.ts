/** Whether a number key moves on to the next unanswered criterion: the expert's habit, kept in the browser. */
import { signal } from "@preact/signals";

const KEY = "evalwidgets:1:advance";

/** One for all views on the page. */
export const advance = signal(read());

export function setAdvance(on: boolean): void {
  advance.value = on;
  try {
    localStorage.setItem(KEY, on ? "1" : "0");
  } catch {
    // Storage is forbidden here: the setting lasts as long as the page.
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) !== "0";
  } catch {
    return true;
  }
}
