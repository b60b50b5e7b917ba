/** Which response an element shows: a selection finds its text through this. */
import type { ParsedResponse } from "./model";

export const shown = new WeakMap<Element, ParsedResponse>();
