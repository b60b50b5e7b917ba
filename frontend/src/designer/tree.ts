/**
 * The rubric as the designer holds it: plain data, whatever it says, in a tree of immutable nodes.
 *
 * Each group and criterion has a key of its own, so that it stays the same one while its id is
 * rewritten, while two have the same id, or while it moves. A group's criteria come before the groups
 * in it; the overall question, if there is one, is a criterion directly under the rubric, after the groups.
 */
export type Key = number;
export type Fields = Readonly<Record<string, unknown>>;
export type Sort = "rubric" | "group" | "criterion";

export interface Node {
  readonly key: Key;
  readonly sort: Sort;
  /** All that it says itself: without `groups`, `criteria` and `overall`, which are its children. */
  readonly fields: Fields;
  readonly children: readonly Node[];
  /** Its id follows its words, until it has been saved or was given by hand. */
  readonly fresh: boolean;
}

export interface Place {
  readonly node: Node;
  readonly parent: Node | null;
  /** Among its parent's children. */
  readonly at: number;
  readonly depth: number;
}

let last = 0;

export function node(sort: Sort, fields: Fields, children: readonly Node[] = [], fresh = false): Node {
  return { key: ++last, sort, fields, children: inOrder(sort, children), fresh };
}

/** The order that children are kept in: see above. */
export function inOrder(sort: Sort, children: readonly Node[]): readonly Node[] {
  const first = sort === "rubric" ? "group" : "criterion";
  return [...children.filter((child) => child.sort === first), ...children.filter((child) => child.sort !== first)];
}

/** Reads plain data; what is not of its type there is passed over: the kernel has its own words for that. */
export function fromData(data: Fields): Node {
  const { groups, overall, ...fields } = data;
  const asked = isFields(overall) ? [node("criterion", overall)] : [];
  return node("rubric", fields, [...list(groups).map(groupOf), ...asked]);
}

function groupOf(data: Fields): Node {
  const { groups, criteria, ...fields } = data;
  return node("group", fields, [...list(criteria).map((one) => node("criterion", one)), ...list(groups).map(groupOf)]);
}

/** `root` under the keys that the nodes of `old` have who are called the same: what was looked at stays the same. */
export function withKeysOf(old: Node, root: Node): Node {
  const keys = new Map([...walk(old)].map(({ node }) => [`${node.sort} ${text(node.fields, "id")}`, node.key]));
  const taken = new Set<Key>();
  const named = (node: Node): Node => {
    const key = node.sort === "rubric" ? old.key : keys.get(`${node.sort} ${text(node.fields, "id")}`);
    const free = key !== undefined && !taken.has(key);
    if (free) taken.add(key);
    return { ...node, key: free ? key : node.key, children: node.children.map(named) };
  };
  return named(root);
}

/** The plain data of a node and all below it. */
export function toData({ sort, fields, children }: Node): Fields {
  if (sort === "criterion") return fields;
  const groups = children.filter((child) => child.sort === "group").map(toData);
  const criteria = children.filter((child) => child.sort === "criterion").map(toData);
  if (sort === "rubric") return { ...fields, groups, ...(criteria[0] && { overall: criteria[0] }) };
  return { ...fields, ...((criteria.length > 0 || groups.length === 0) && { criteria }), ...(groups.length > 0 && { groups }) };
}

/** Every node from `root` on, as they are read from top to bottom. */
export function* walk(root: Node, parent: Node | null = null, at = 0, depth = 0): Generator<Place> {
  yield { node: root, parent, at, depth };
  for (const [index, child] of root.children.entries()) yield* walk(child, root, index, depth + 1);
}

export function find(root: Node, key: Key): Place | undefined {
  for (const place of walk(root)) if (place.node.key === key) return place;
  return undefined;
}

/** The node at a place as the kernel names it (`["groups", 0, "criteria", 2, "points"]`), and what is left of the way. */
export function locate(root: Node, loc: readonly (string | number)[]): [Node, (string | number)[]] {
  const [name, at, ...rest] = loc;
  if (name === "overall" && root.sort === "rubric") {
    const asked = root.children.find(({ sort }) => sort === "criterion");
    return asked ? [asked, loc.slice(1)] : [root, [...loc]];
  }
  if (typeof at !== "number" || root.sort === "criterion" || (name !== "groups" && name !== "criteria")) return [root, [...loc]];
  const child = root.children.filter(({ sort }) => sort === (name === "groups" ? "group" : "criterion"))[at];
  return child ? locate(child, rest) : [root, [...loc]];
}

/** A field's text; what is no text is none. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

/** The fields with one changed, in its place; `undefined` takes it out. */
export function withField(fields: Fields, name: string, value: unknown): Fields {
  const next: Record<string, unknown> = { ...fields, [name]: value };
  return value === undefined ? Object.fromEntries(Object.entries(next).filter(([other]) => other !== name)) : next;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}
