/** The rubric as an outline: a line for each group and criterion, and the fields of the one that is open below it. */
import { useComputed } from "@preact/signals";
import { Icon } from "../ui/icon";
import { Kbd } from "../ui/kbd";
import { figure, signed } from "../ui/words";
import type { Note } from "./design";
import { drag } from "./drag";
import { Editor } from "./editor";
import { nameOf, useDesign } from "./screen";
import type { Node } from "./tree";
import { words } from "./words";

const NONE: readonly Note[] = [];

export function Outline() {
  const screen = useDesign();
  const lines = screen.lines.value;
  const empty = lines.every(({ node }) => node.sort !== "criterion");
  return (
    <section class="outline" aria-label={words.outline.label}>
      <ul class="lines" data-scroll="outline">
        {lines.map(({ node, parent, depth }) => (
          <Line key={node.key} node={node} depth={depth} overall={node.sort === "criterion" && parent?.sort === "rubric"} />
        ))}
        {empty && <li class="muted first">{words.outline.first}</li>}
      </ul>
      <div class="outline-foot">
        <button type="button" class="btn" aria-keyshortcuts="a" onClick={() => screen.add("criterion")}>
          <Icon name="plus" />
          {words.outline.add}
          <Kbd>a</Kbd>
        </button>
        <button type="button" class="btn" aria-keyshortcuts="g" onClick={() => screen.add("group")}>
          <Icon name="plus" />
          {words.outline.addGroup}
          <Kbd>g</Kbd>
        </button>
        <span class="grow" />
        <Totals />
      </div>
    </section>
  );
}

/** A line renders when what it says changes, or what is said about it; nothing else. */
function Line({ node, depth, overall }: { node: Node; depth: number; overall: boolean }) {
  const screen = useDesign();
  const { key, sort } = node;
  const here = useComputed(() => (screen.here.value === 0 ? sort === "rubric" : screen.here.value === key)).value;
  const editing = useComputed(() => screen.editing.value === key).value;
  const notes = useComputed(() => screen.design.notes.value.get(key)).value ?? NONE;
  const problems = notes.filter((note) => "problem" in note).length;
  const toggle = () => {
    screen.here.value = key;
    if (editing) screen.close();
    else screen.open(key);
  };
  return (
    <li class={["line", here && "here", editing && "open"].filter(Boolean).join(" ")} data-sort={sort} data-key={key} style={{ "--depth": Math.max(0, depth - 1) }}>
      <div class="head">
        {sort !== "rubric" && !overall && (
          <span class="grip" title={words.outline.grip} onPointerDown={(event) => drag(screen, key, event)}>
            <Icon name="grip" />
          </span>
        )}
        <button
          type="button"
          class="line-main"
          data-line
          tabIndex={here ? 0 : -1}
          aria-expanded={editing}
          onFocus={() => (screen.here.value = key)}
          onClick={toggle}
        >
          <span class="sr">{overall ? words.overall : words.sorts[sort]}: </span>
          <span class={nameOf(node) === words.empty[sort] ? "line-text muted" : "line-text"} dir="auto">
            {nameOf(node)}
          </span>
          {overall && <span class="tag">{words.overall}</span>}
          <Marks problems={problems} hints={notes.length - problems} />
          <span class={pointsOf(node).startsWith("−") ? "tag penalty" : "tag"}>{pointsOf(node)}</span>
        </button>
      </div>
      {editing && <Editor node={node} notes={notes} />}
    </li>
  );
}

function Marks({ problems, hints }: { problems: number; hints: number }) {
  if (problems + hints === 0) return null;
  const [n, name] = problems > 0 ? [problems, words.outline.problems(problems)] : [hints, words.outline.advice(hints)];
  return (
    <span class={problems > 0 ? "mark-note bad" : "mark-note"} title={name}>
      <Icon name={problems > 0 ? "warning" : "hint"} />
      <span aria-hidden="true">{figure(n)}</span>
      <span class="sr">{name}</span>
    </span>
  );
}

function pointsOf({ sort, fields }: Node): string {
  const points = fields["points"];
  return sort === "criterion" && typeof points === "number" && points !== 0 ? signed(points) : "";
}

function Totals() {
  const screen = useDesign();
  const checked = screen.design.checked.value;
  const [all, ...parts] = checked?.totals ?? [];
  const problems = checked?.problems.length ?? 0;
  const hints = checked?.lint.length ?? 0;
  if (!all) return null;
  return (
    <>
      <details class="totals">
        <summary>
          {words.outline.count(all.criteria)} · {words.outline.points(all.best, all.worst)}
        </summary>
        <ul class="total-list">
          {parts.map(({ name, best, worst, criteria }) => (
            <li key={name}>
              <span dir="auto">{name}</span>
              <span class="muted">{words.outline.count(criteria)}</span>
              <span class="muted">{words.outline.points(best, worst)}</span>
            </li>
          ))}
        </ul>
      </details>
      {problems + hints > 0 && (
        <button type="button" class={problems > 0 ? "tool found bad" : "tool found"} aria-keyshortcuts="." onClick={() => screen.nextNote()}>
          {problems > 0 ? words.outline.problems(problems) : words.outline.advice(hints)}
        </button>
      )}
    </>
  );
}
