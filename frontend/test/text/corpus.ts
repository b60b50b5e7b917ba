/** The corpus of hostile texts, shared with the Python tests. */
import corpus from "../../../tests/hostile/corpus.json";

interface Entry {
  readonly id: string;
  readonly group: string;
  readonly text?: string;
  readonly parts?: readonly { readonly text: string; readonly times: number }[];
}

export interface Payload {
  readonly id: string;
  readonly group: string;
  readonly text: string;
}

export const payloads: Payload[] = (corpus.payloads as Entry[]).map(({ id, group, text, parts = [] }) => ({
  id,
  group,
  text: text ?? parts.map((part) => part.text.repeat(part.times)).join(""),
}));
