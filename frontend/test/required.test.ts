import { describe, expect, it } from "vitest";
import { blank, quote } from "../src/seat/answers";
import { missingOf } from "../src/seat/required";
import type { Answer, Criterion } from "../src/wire";
import { binary, FakeKernel } from "./fake_kernel";

function missing(criterion: Criterion, answer: Partial<Answer> | undefined, rule: "rubric" | "exceptions" | "all" = "rubric") {
  const kernel = new FakeKernel(1);
  kernel.criteria = [criterion];
  return missingOf(kernel.view(1), (id) => answer && { ...blank(id), ...answer }, rule).length > 0;
}

const met = { number: 1, label: "met" };
const unmet = { number: 0, label: "unmet" };

describe("what a grade task asks for", () => {
  it("is every required criterion; an N/A answers it, a comment or blank text does not", () => {
    expect(missing(binary("c"), undefined)).toBe(true);
    expect(missing(binary("c"), { comment: "hm" })).toBe(true);
    expect(missing(binary("c"), { na: "not_applicable" })).toBe(false);
    expect(missing(binary("c", { kind: "text", max_length: 10 }), { text: "  " })).toBe(true);
    expect(missing(binary("c", { required: false }), undefined)).toBe(false);
  });

  it("takes nothing chosen of several, on purpose, as an answer", () => {
    const several = binary("c", { kind: "multi_choice", options: [] });
    expect(missing(several, { labels: [] })).toBe(false);
    expect(missing(several, undefined)).toBe(true);
  });

  it("is an answer wherever there is a comment or a quote: without one it cannot be stored", () => {
    const optional = binary("c", { required: false });
    expect(missing(optional, { comment: "hm" })).toBe(true);
    expect(missing(optional, { evidence: [quote("A", 0, 1)] })).toBe(true);
    expect(missing(optional, { comment: "hm", ...met })).toBe(false);
  });

  it("is a comment where rubric or protocol ask for one", () => {
    const penalty = binary("c", { points: -5 });
    expect(missing(binary("c", { require_comment: true }), met)).toBe(true);
    expect(missing(binary("c", { require_comment: true }), { ...met, comment: " " })).toBe(true);
    expect(missing(binary("c", { require_comment: true }), { ...met, comment: "why" })).toBe(false);
    expect(missing(binary("c"), met, "all")).toBe(true);
    expect(missing(binary("c"), met, "exceptions")).toBe(false);
    expect(missing(binary("c"), { na: "contested" }, "exceptions")).toBe(true);
    expect(missing(penalty, met, "exceptions")).toBe(true);
    expect(missing(penalty, unmet, "exceptions")).toBe(false);
  });

  it("is a quote where the rubric asks for one and there can be words to quote", () => {
    const quoted = binary("c", { require_evidence: true });
    expect(missing(quoted, met)).toBe(true);
    expect(missing(quoted, { ...met, evidence: [quote("A", 0, 1)] })).toBe(false);
    expect(missing(quoted, unmet)).toBe(false);
    expect(missing(quoted, { na: "not_applicable" })).toBe(false);
  });
});

describe("what a comparison asks for", () => {
  const asked = (answer: Partial<Answer> | undefined, rule: "rubric" | "all" = "rubric") => {
    const kernel = new FakeKernel(1);
    kernel.kind = "compare";
    const given = (id: string) => (id === "preference" && answer ? { ...blank(id), ...answer } : undefined);
    return missingOf(kernel.view(1), given, rule);
  };

  it("is the preference with its strength; a tie has none, and reasons are free", () => {
    expect(asked(undefined)).toEqual(["preference"]);
    expect(asked({ label: "A" })).toEqual(["preference"]);
    expect(asked({ label: "A", number: 2 })).toEqual([]);
    expect(asked({ label: "tie" })).toEqual([]);
    expect(asked({ label: "tie" }, "all")).toEqual(["preference"]);
  });
});
