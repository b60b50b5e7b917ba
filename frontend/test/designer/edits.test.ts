import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duplicated, edited, freeId, nested, spotFor, stepped, type Edit } from "../../src/designer/edits";
import { after, begun, paused, redone, undone, type History } from "../../src/designer/history";
import { find, fromData, locate, node, text, toData, walk, type Fields, type Node } from "../../src/designer/tree";

const criterion = (id: string, more: Fields = {}): Fields => ({ id, kind: "binary", text: `Text of ${id}`, ...more });
const sample: Fields = {
  id: "r", title: "R",
  groups: [
    { id: "safety", title: "Safety", criteria: [criterion("a"), criterion("b")], groups: [{ id: "dosing", title: "Dosing", criteria: [criterion("c")] }] },
    { id: "style", title: "Style", criteria: [criterion("d", { points: 5 })] },
  ],
  overall: criterion("all"),
};
const ids = (root: Node) => [...walk(root)].map(({ node }) => text(node.fields, "id"));
const called = (root: Node, id: string) => [...walk(root)].find(({ node }) => node.fields["id"] === id)?.node ?? root;
const act = (root: Node, edit: Edit | null) => (edit ? edited(root, edit) : root);

describe("the tree", () => {
  test("holds plain data as it is, unknown fields and all", () => {
    const odd = { ...sample, mystery: { deep: [1, null] } };
    expect(toData(fromData(odd))).toEqual(odd);
  });

  test("reads data of the wrong types as nothing", () => {
    expect(toData(fromData({ id: 3, groups: "none", overall: [] }))).toEqual({ id: 3, groups: [] });
  });

  test("finds what the kernel speaks of", () => {
    const root = fromData(sample);
    const [there, rest] = locate(root, ["groups", 0, "groups", 0, "criteria", 0, "points"]);
    expect([there.fields["id"], rest]).toEqual(["c", ["points"]]);
    expect(locate(root, ["overall", "options", 1])[0].fields["id"]).toBe("all");
    expect(locate(root, ["groups", 9, "title"])).toEqual([root, ["groups", 9, "title"]]);
  });
});

describe("edits", () => {
  test("a criterion steps through its group and on into the next ones", () => {
    let root = fromData(sample);
    const seen = [ids(root).join(" ")];
    for (let n = 0; n < 5; n++) {
      root = act(root, stepped(root, called(root, "a").key, 1));
      seen.push(ids(root).join(" "));
    }
    expect(seen).toEqual([
      "r safety a b dosing c style d all",
      "r safety b a dosing c style d all",
      "r safety b dosing a c style d all",
      "r safety b dosing c a style d all",
      "r safety b dosing c style a d all",
      "r safety b dosing c style d a all",
    ]);
    expect(stepped(root, called(root, "a").key, 1)).toBeNull();
  });

  test("a group steps among its like, and in and out of others", () => {
    const root = fromData(sample);
    expect(ids(act(root, stepped(root, called(root, "style").key, -1)))).toEqual(["r", "style", "d", "safety", "a", "b", "dosing", "c", "all"]);
    const inside = act(root, nested(root, called(root, "style").key, 1));
    expect(find(inside, called(inside, "style").key)?.parent?.fields["id"]).toBe("safety");
    const outside = act(inside, nested(inside, called(inside, "style").key, -1));
    expect(toData(outside)).toEqual(sample);
  });

  test("nothing goes into itself, and criteria go into groups only", () => {
    const root = fromData(sample);
    const [safety, dosing, a] = ["safety", "dosing", "a"].map((id) => called(root, id).key) as [number, number, number];
    expect(edited(root, { do: "move", key: safety, into: dosing, at: 0 })).toBe(root);
    expect(edited(root, { do: "move", key: a, into: root.key, at: 0 })).toBe(root);
    expect(edited(root, { do: "move", key: safety, into: a, at: 0 })).toBe(root);
    expect(edited(root, { do: "remove", key: root.key })).toBe(root);
  });

  test("a copy stands beside its original with ids of its own", () => {
    const root = fromData(sample);
    const copied = act(root, duplicated(root, called(root, "safety").key));
    expect(ids(copied)).toEqual(["r", "safety", "a", "b", "dosing", "c", "safety_2", "a_2", "b_2", "dosing_2", "c_2", "style", "d", "all"]);
    expect(duplicated(root, called(root, "all").key)).toBeNull();
  });

  test("a new criterion's id follows its words until one is given by hand", () => {
    const root = fromData(sample);
    const fresh = node("criterion", { id: "x" }, [], true);
    const after = find(root, called(root, "a").key);
    const spot = after && spotFor(root, "criterion", after);
    let now = act(root, spot ? { do: "add", node: fresh, ...spot } : null);
    now = edited(now, { do: "set", key: fresh.key, field: "text", value: "Names a time frame for care, and sticks to it" });
    expect(find(now, fresh.key)?.node.fields["id"]).toBe("names_a_time_frame_for_care_and");
    now = edited(now, { do: "set", key: fresh.key, field: "id", value: "time" });
    now = edited(now, { do: "set", key: fresh.key, field: "text", value: "Other words" });
    expect(ids(now).slice(0, 5)).toEqual(["r", "safety", "a", "time", "b"]);
  });

  test("another kind of criterion has what it needs, and nothing of the old one's", () => {
    const root = fromData({ ...sample, groups: [{ id: "g", criteria: [criterion("n", { kind: "numeric", minimum: 1, maximum: 5, unit: "mg", points: 2 })] }] });
    const become = (from: Node, kind: string) => edited(from, { do: "set", key: called(from, "n").key, field: "kind", value: kind });
    expect(called(become(root, "count"), "n").fields).toEqual(criterion("n", { kind: "count", maximum: 5, points: 2 }));
    const scale = become(root, "ordinal");
    expect(Object.keys(called(scale, "n").fields)).toEqual(["id", "kind", "text", "points", "options"]);
    expect(called(become(scale, "choice"), "n").fields["options"]).toBe(called(scale, "n").fields["options"]);
    expect(called(become(scale, "binary"), "n").fields).toEqual(criterion("n", { points: 2 }));
  });

  test("ids are made of any words", () => {
    const root = fromData(sample);
    expect(freeId(root, "À quoi bon?")).toBe("a_quoi_bon");
    expect(freeId(root, "用量")).toBe("criterion");
    expect(freeId(root, "A")).toBe("a_2");
  });

  test("what an edit does not touch stays the same object", () => {
    const root = fromData(sample);
    const next = edited(root, { do: "set", key: called(root, "c").key, field: "points", value: 2 });
    expect(next.children[1]).toBe(root.children[1]);
    expect(next.children[0]?.children[0]).toBe(root.children[0]?.children[0]);
    expect(edited(next, { do: "set", key: called(root, "c").key, field: "points", value: 2 })).toBe(next);
  });
});

/** Some edit of the tree as it then is, by numbers drawn beforehand. */
function drawn(root: Node, [what, which, where, at]: readonly [number, number, number, number]): Edit | null {
  const places = [...walk(root)];
  const [one, other] = [places[which % places.length], places[where % places.length]];
  if (!one || !other) return null;
  const { key } = one.node;
  switch (what % 8) {
    case 0: return { do: "set", key, field: "text", value: at % 3 === 0 ? undefined : `words ${at}` };
    case 1: return { do: "move", key, into: other.node.key, at };
    case 2: return { do: "remove", key };
    case 3: return duplicated(root, key);
    case 4: return stepped(root, key, at % 2 ? 1 : -1);
    case 5: return nested(root, key, at % 2 ? 1 : -1);
    case 6: {
      const spot = spotFor(root, at % 2 ? "group" : "criterion", other);
      return spot && { do: "add", node: node(at % 2 ? "group" : "criterion", { id: `new${at}` }, [], true), ...spot };
    }
    default: return { do: "rewrite", key, fields: { id: `again${at}` } };
  }
}

const draws = fc.array(fc.tuple(fc.nat(7), fc.nat(99), fc.nat(99), fc.nat(9)), { maxLength: 40 });

describe("any sequence of edits", () => {
  test("keeps the tree whole: no key twice, everything where it may be, the data the same read again", () => {
    fc.assert(
      fc.property(draws, (all) => {
        let root = fromData(sample);
        for (const numbers of all) root = act(root, drawn(root, numbers));
        const places = [...walk(root)];
        expect(new Set(places.map(({ node }) => node.key)).size).toBe(places.length);
        for (const { node: { sort }, parent } of places) {
          expect(parent === null).toBe(sort === "rubric");
          expect(parent?.sort).not.toBe("criterion");
        }
        expect(root.children.filter(({ sort }) => sort === "criterion").length).toBeLessThanOrEqual(1);
        expect(toData(fromData(toData(root)))).toEqual(toData(root));
      }),
      { numRuns: 150 },
    );
  });

  test("is undone step by step to the beginning, and redone to the end", () => {
    fc.assert(
      fc.property(draws, (all) => {
        const first = begun(fromData(sample));
        let history: History = first;
        const seen = [first.now];
        for (const numbers of all) {
          const edit = drawn(history.now, numbers);
          const next = edit ? after(history, edit) : history;
          if (next !== history) seen.push(next.now);
          history = next;
        }
        const end = history.now;
        for (let back: History | null = history, n = seen.length - 1; back; back = undone(back), n--) {
          expect(back.now).toBe(seen[n]);
          history = back;
        }
        expect(history.now).toBe(first.now);
        for (let on: History | null = history; on; on = redone(on)) history = on;
        expect(history.now).toBe(end);
      }),
      { numRuns: 150 },
    );
  });
});

test("the letters of one field are one step, until there is a pause or another field", () => {
  const root = fromData(sample);
  const { key } = called(root, "a");
  const type = (history: History, value: string, field = "text") => after(history, { do: "set", key, field, value }, `${key}.${field}`);
  let history = type(type(type(begun(root), "W"), "Wo"), "Wor");
  history = type(paused(history), "Word");
  history = type(history, "h", "help");
  const texts: unknown[] = [];
  for (let back: History | null = history; back; back = undone(back)) texts.push(called(back.now, "a").fields["text"]);
  expect(texts).toEqual(["Word", "Word", "Wor", "Text of a"]);
  expect(history.changes).toBe(5);
});
