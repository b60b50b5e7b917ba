import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toCodePoints, toUtf16 } from "../../src/text/characters";
import { quoteOf, spanOf } from "../../src/text/evidence";
import type { ParsedResponse } from "../../src/text/model";
import { parseTask } from "../../src/text/parse";
import { sentences } from "../../src/text/sentences";
import { startStepping, step, steppedQuote, steppedSpan, type Stepping } from "../../src/text/stepping";
import { documents } from "./documents";

function responseOf(...texts: string[]): ParsedResponse {
  const messages = texts.map((text) => ({ role: "assistant", text }));
  const base = { task: 1, kind: "grade", prompt: [], reference: null, context: [], details: {}, warnings: [], groups: [], asked: null };
  const [response] = parseTask({ ...base, responses: [{ key: "A", messages, model: null }] }).responses;
  if (!response) throw new Error("no response");
  return response;
}

const told = (response: ParsedResponse) => sentences(response).map(({ start, end }) => response.text.slice(start, end));

describe("sentences", () => {
  test("end where a sentence, a heading, an item, a cell or a line ends", () => {
    const source = "# Head\n\nOne *two*. Three\nfour.\n\n- a\n- B. C\n\n|x|y|\n|-|-|\n|Z. W|\n\n```\nq()\nr()\n```";
    expect(told(responseOf(source))).toEqual(["Head", "One *two*.", "Three", "four.", "a", "B.", "C", "x", "y", "Z.", "W", "q()", "r()"]);
  });

  test("hold escapes, entities and characters outside the first plane whole", () => {
    expect(told(responseOf("A 😀 \\* b. C &amp; d&#46; E."))).toEqual(["A 😀 \\* b.", "C &amp; d&#46;", "E."]);
  });

  test("run over the messages of a response", () => {
    expect(told(responseOf("One. Two.", "Three."))).toEqual(["One.", "Two.", "Three."]);
  });

  test("of any document are ascending places inside it", () => {
    fc.assert(
      fc.property(documents, (source) => {
        let end = 0;
        for (const span of sentences(responseOf(source))) {
          expect(span.start).toBeGreaterThanOrEqual(end);
          expect(span.end).toBeGreaterThan(span.start);
          end = span.end;
        }
        expect(end).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 500 },
    );
  });

  test("are found without Intl.Segmenter too", () => {
    const { Segmenter } = Intl;
    Object.assign(Intl, { Segmenter: undefined });
    try {
      expect(told(responseOf("One. Two! مرحبا؟ Four"))).toEqual(["One.", "Two!", "مرحبا؟", "Four"]);
    } finally {
      Object.assign(Intl, { Segmenter });
    }
  });
});

describe("stepping", () => {
  const response = responseOf("One. Two. Three.");
  const told = (stepping: Stepping) => {
    const { start, end } = steppedSpan(stepping);
    return response.text.slice(start, end);
  };
  const begun = (of = response) => {
    const stepping = startStepping(of);
    if (!stepping) throw new Error("nothing to step through");
    return stepping;
  };

  test("goes from sentence to sentence and stays at the ends", () => {
    const first = begun();
    expect(told(first)).toBe("One.");
    expect(told(step(first, -1))).toBe("One.");
    expect(told(step(step(step(first, 1), 1), 1))).toBe("Three.");
  });

  test("chooses several in a row, and fewer again", () => {
    const two = step(begun(), 1, true);
    expect(told(two)).toBe("One. Two.");
    expect(told(step(two, -1, true))).toBe("One.");
    expect(told(step(two, 1))).toBe("Three.");
  });

  test("goes through all of a text that is too long to be cut at once", () => {
    const long = responseOf(Array.from({ length: 30_000 }, (_, i) => `Sentence ${i}.`).join("\n"));
    let stepping = begun(long);
    const seen = new Set<number>();
    for (let i = 0; i < 29_999; i++) {
      seen.add(steppedSpan(stepping).start);
      stepping = step(stepping, 1);
    }
    expect(seen.size).toBe(29_999);
    const { start, end } = steppedSpan(stepping);
    expect(long.text.slice(start, end)).toBe("Sentence 29999.");
  });

  test("finds nothing in a response without words", () => {
    expect(startStepping(responseOf("---"))).toBeNull();
  });

  test("gives the quote in code points", () => {
    expect(steppedQuote(step(begun(responseOf("😀😀. B.")), 1))).toEqual({ response: "A", start: 4, end: 6 });
  });
});

describe("positions", () => {
  const text = fc.string({ unit: fc.oneof(fc.constantFrom("a", "é", "😀", "\ud83d", "\ude00"), fc.string({ unit: "binary", maxLength: 1 })) });

  test("in code points count as Python counts", () => {
    fc.assert(
      fc.property(text, (source) => {
        const points = Array.from(source);
        points.forEach((_, i) => expect(toUtf16(source, i)).toBe(points.slice(0, i).join("").length));
        expect(toCodePoints(source, source.length)).toBe(points.length);
      }),
    );
  });

  test("survive the way there and back", () => {
    fc.assert(
      fc.property(text, (source) => {
        const response = responseOf(source);
        const { length } = Array.from(source);
        const quote = { response: "A", start: 0, end: length };
        expect(quoteOf(response, spanOf(response, quote))).toEqual(quote);
      }),
    );
  });

  test("inside a pair count as before it", () => {
    expect(toCodePoints("a😀b", 2)).toBe(1);
    expect(toCodePoints("a😀b", 3)).toBe(2);
    expect(toUtf16("😀", 9)).toBe(2);
  });
});
