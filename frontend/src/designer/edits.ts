/** What can be done to a rubric: each edit is a function of the tree, and gives the same tree back if it changes nothing. */
import { find, inOrder, node, text, walk, withField } from "./tree";
import type { Fields, Key, Node, Place } from "./tree";

export type Edit =
  /** `undefined` takes the field out. */
  | { readonly do: "set"; readonly key: Key; readonly field: string; readonly value: unknown }
  | { readonly do: "rewrite"; readonly key: Key; readonly fields: Fields }
  /** `at` counts among the children that are there before. */
  | { readonly do: "add"; readonly node: Node; readonly into: Key; readonly at: number }
  | { readonly do: "remove"; readonly key: Key }
  /** `at` counts among the children that are there without the moved one. */
  | { readonly do: "move"; readonly key: Key; readonly into: Key; readonly at: number }
  | { readonly do: "replace"; readonly root: Node };

export function edited(root: Node, edit: Edit): Node {
  switch (edit.do) {
    case "set":
      return changed(root, edit.key, (node) => withChange(root, node, edit.field, edit.value));
    case "rewrite":
      return changed(root, edit.key, (node) => ({ ...node, fields: edit.fields, fresh: false }));
    case "add":
      return changed(root, edit.into, (parent) => withChild(parent, edit.node, edit.at));
    case "remove":
      return edit.key === root.key ? root : changed(root, edit.key, () => null);
    case "move":
      return moved(root, edit.key, edit.into, edit.at);
    case "replace":
      return edit.root;
  }
}

/** `root` with one node changed, or without it; all that is not on the way to it stays the same object. */
function changed(root: Node, key: Key, change: (node: Node) => Node | null): Node {
  return within(root, key, change) ?? root;
}

/** Null: the node itself goes. */
function within(root: Node, key: Key, change: (node: Node) => Node | null): Node | null {
  if (root.key === key) return change(root);
  const next = root.children.map((child) => within(child, key, change));
  if (next.every((child, n) => child === root.children[n])) return root;
  return { ...root, children: next.filter((child) => child !== null) };
}

/** The tree once it is saved: its ids stay, whatever the words become. */
export function settled(node: Node): Node {
  const children = node.children.map(settled);
  const same = !node.fresh && children.every((child, n) => child === node.children[n]);
  return same ? node : { ...node, children, fresh: false };
}

function withChange(root: Node, node: Node, field: string, value: unknown): Node {
  if (Object.is(node.fields[field], value)) return node;
  const fields = withField(field === "kind" ? ofKind(node.fields, value) : node.fields, field, value);
  if (field === "id") return { ...node, fields, fresh: false };
  const named = node.sort === "criterion" ? "text" : "title";
  if (!node.fresh || field !== named) return { ...node, fields };
  return { ...node, fields: { ...fields, id: freeId(root, text(fields, named), node) } };
}

const option = (id: string, label: string, value: number) => ({ id, label, value });
const TWO = { options: [option("no", "No", 0), option("yes", "Yes", 1)] };

/** What each kind of criterion has besides what all have, as it is at first. */
const OWN: Record<string, Fields> = {
  ordinal: TWO,
  choice: TWO,
  multi_choice: TWO,
  numeric: { minimum: 0, maximum: 10, step: undefined, unit: undefined },
  count: { maximum: undefined },
  text: { max_length: undefined },
  ternary: { partial: undefined },
  span: { taxonomy: { Accuracy: ["Omission"] }, severities: { major: 5, minor: 1 }, overrides: undefined, max_marks: undefined },
  option_ratings: { ...TWO, subjects: [{ id: "first", label: "First" }] },
};
const KINDS_OWN = new Set(Object.values(OWN).flatMap(Object.keys));

/** The fields of a criterion that becomes another kind: what only its old kind has goes, what the new one needs is there. */
function ofKind(fields: Fields, kind: unknown): Fields {
  const own = OWN[String(kind)] ?? {};
  const kept = Object.entries(fields).filter(([name]) => !KINDS_OWN.has(name) || name in own);
  const needed = Object.entries(own).filter(([name, value]) => value !== undefined && !(name in fields));
  return Object.fromEntries([...kept, ...needed]);
}

function withChild(parent: Node, child: Node, at: number): Node {
  if (!takes(parent, child)) return parent;
  const index = Math.min(Math.max(at, 0), parent.children.length);
  return { ...parent, children: inOrder(parent.sort, [...parent.children.slice(0, index), child, ...parent.children.slice(index)]) };
}

/** Groups go into the rubric and into groups, criteria into groups; the rubric has one overall question at most. */
export function takes(parent: Node, child: Node): boolean {
  if (parent.sort === "criterion" || child.sort === "rubric") return false;
  return parent.sort === "group" || child.sort === "group" || parent.children.every(({ sort }) => sort === "group");
}

function moved(root: Node, key: Key, into: Key, at: number): Node {
  const from = find(root, key);
  const parent = find(root, into)?.node;
  if (!from?.parent || !parent || find(from.node, into)) return root;
  const without = changed(root, key, () => null);
  if (from.parent.key !== into && !takes(parent, from.node)) return root;
  const there = changed(without, into, (target) => withChild(target, from.node, at));
  // Back where it was: the tree is what it was.
  return from.parent.key === into && find(there, key)?.at === from.at ? root : there;
}

/** One step up or down: among its like, and from the end of one group into the next. */
export function stepped(root: Node, key: Key, by: 1 | -1): Edit | null {
  const place = find(root, key);
  if (!place?.parent) return null;
  const { node, parent, at } = place;
  const beside = parent.children[at + by];
  if (beside?.sort === node.sort) return { do: "move", key, into: parent.key, at: at + by };
  if (node.sort === "group") return null;
  const groups = [...walk(root)].map((place) => place.node).filter(({ sort }) => sort === "group");
  const next = groups[groups.findIndex((group) => group.key === parent.key) + by];
  if (!next || parent.sort === "rubric") return null;
  return { do: "move", key, into: next.key, at: by > 0 ? 0 : criteriaOf(next).length };
}

/** A group into the one before it (1), or out of the one it is in (-1). */
export function nested(root: Node, key: Key, by: 1 | -1): Edit | null {
  const place = find(root, key);
  if (place?.node.sort !== "group" || !place.parent) return null;
  if (by > 0) {
    const before = place.parent.children[place.at - 1];
    return before?.sort === "group" ? { do: "move", key, into: before.key, at: before.children.length } : null;
  }
  const around = find(root, place.parent.key);
  return around?.parent ? { do: "move", key, into: around.parent.key, at: around.at + 1 } : null;
}

/** A copy right after the original, under ids of its own. */
export function duplicated(root: Node, key: Key): (Edit & { do: "add" }) | null {
  const place = find(root, key);
  if (!place?.parent) return null;
  const taken = idsOf(root);
  const copy = (original: Node): Node => {
    const id = unlike(text(original.fields, "id"), taken);
    taken.add(id);
    return { ...node(original.sort, { ...original.fields, id }, original.children.map(copy)), fresh: true };
  };
  if (place.parent.sort === "rubric" && place.node.sort === "criterion") return null;
  return { do: "add", node: copy(place.node), into: place.parent.key, at: place.at + 1 };
}

export function criteriaOf(group: Node): readonly Node[] {
  return group.children.filter(({ sort }) => sort === "criterion");
}

/** Where a new criterion goes that is asked for at `place`: after it, or as the first of the group. */
export function spotFor(root: Node, sort: "group" | "criterion", { node, parent, at }: Place): { into: Key; at: number } | null {
  if (sort === "criterion") {
    if (node.sort === "group") return { into: node.key, at: 0 };
    if (node.sort === "criterion" && parent?.sort === "group") return { into: parent.key, at: at + 1 };
    const group = root.children.find((child) => child.sort === "group");
    return group ? { into: group.key, at: 0 } : null;
  }
  if (node.sort === "rubric") return { into: node.key, at: node.children.length };
  if (node.sort === "group" && parent) return { into: parent.key, at: at + 1 };
  return parent ? spotFor(root, "group", find(root, parent.key) ?? { node: root, parent: null, at: 0, depth: 0 }) : null;
}

/** The id that words give: "Names a time frame" is `names_a_time_frame`; taken already, with a number. */
export function freeId(root: Node, words: string, except?: Node): string {
  const plain = words.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const parts = plain.split(/[^a-z0-9]+/).filter(Boolean);
  let id = "";
  for (const part of parts) {
    if (id.length + part.length > 32 && id !== "") break;
    id += id === "" ? part.slice(0, 32) : `_${part}`;
  }
  return unlike(id || "criterion", idsOf(root, except));
}

function idsOf(root: Node, except?: Node): Set<string> {
  const others = [...walk(root)].filter(({ node }) => node.key !== except?.key);
  return new Set(others.map(({ node }) => text(node.fields, "id")));
}

function unlike(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  const stem = id.replace(/_\d+$/, "");
  for (let n = 2; ; n++) if (!taken.has(`${stem}_${n}`)) return `${stem}_${n}`;
}
