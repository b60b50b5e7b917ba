/**
 * Our tree as Preact nodes: a fixed set of elements and attributes, whatever the source says. Every
 * part of a leaf carries its place in the response's text (`data-s`, `data-e`) for quoting.
 */
import { Fragment, type ComponentChildren } from "preact";
import { Anchor } from "./anchor";
import { cut, type Cut } from "./marks";
import type { Block, Cell, Code, Inline, Leaf, List, Mark, Table } from "./model";
import { Picture } from "./picture";

/** What all nodes of a text need: where it begins in the response's text, and the highlights. */
export interface Ground {
  readonly base: number;
  readonly marks: readonly Mark[];
}

export function BlockNode({ block, ground }: { block: Block; ground: Ground }) {
  return <>{blockNode(block, 0, ground)}</>;
}

/** Functions instead of components: a text has thousands of leaves, and none has a state. */
function blockNode(block: Block, key: number, ground: Ground): ComponentChildren {
  switch (block.type) {
    case "paragraph":
      if (block.tight) return inlines(block.children, ground);
      return (
        <p key={key} dir="auto">
          {inlines(block.children, ground)}
        </p>
      );
    case "heading": {
      const Tag = `h${Math.min(6, block.depth + 3)}` as "h4" | "h5" | "h6";
      return (
        <Tag key={key} dir="auto" data-level={block.level}>
          {inlines(block.children, ground)}
        </Tag>
      );
    }
    case "quote":
      return (
        <blockquote key={key} dir={block.dir}>
          {blocks(block.children, ground)}
        </blockquote>
      );
    case "list":
      return listNode(block, key, ground);
    case "table":
      return tableNode(block, key, ground);
    case "code_block":
      return codeNode(block, key, ground);
    case "plain":
      return (
        <div key={key} class="tx-plain" dir="auto">
          {inlines(block.children, ground)}
        </div>
      );
    case "rule":
      return <hr key={key} />;
  }
}

function blocks(children: readonly Block[], ground: Ground): ComponentChildren {
  return children.map((block, i) => blockNode(block, i, ground));
}

function inlines(children: readonly Inline[], ground: Ground): ComponentChildren {
  return children.map((node, i) => inlineNode(node, i, ground));
}

function inlineNode(node: Inline, key: number, ground: Ground): ComponentChildren {
  switch (node.type) {
    case "leaf":
      return leafNode(node, key, ground);
    case "link":
      return (
        <Anchor key={key} link={node}>
          {inlines(node.children, ground)}
        </Anchor>
      );
    case "image":
      return (
        <Picture key={key} image={node}>
          {inlines(node.children, ground)}
        </Picture>
      );
    default: {
      const Tag = node.type;
      return <Tag key={key}>{inlines(node.children, ground)}</Tag>;
    }
  }
}

function leafNode(leaf: Leaf, key: number, ground: Ground): ComponentChildren {
  const parts = cut(leaf, ground.base, ground.marks);
  const isAtomic = leaf.kind !== "exact" || undefined;
  if (parts.length === 1 && parts[0]) return partNode(parts[0], key, isAtomic);
  return <Fragment key={key}>{parts.map((part, i) => partNode(part, i, isAtomic))}</Fragment>;
}

function partNode({ start, end, text, marks }: Cut, key: number, isAtomic: true | undefined): ComponentChildren {
  const place = { "data-s": start, "data-e": end, "data-atomic": isAtomic };
  if (marks.length === 0) {
    return (
      <span key={key} {...place}>
        {text}
      </span>
    );
  }
  const isCurrent = marks.some((mark) => mark.current) || undefined;
  return (
    <mark key={key} {...place} data-criteria={marks.map((mark) => mark.criterion).join(" ")} data-current={isCurrent}>
      {text}
    </mark>
  );
}

function listNode(list: List, key: number, ground: Ground): ComponentChildren {
  const items = list.items.map((item, i) => {
    // A box whose paragraphs find their own direction has nothing left to find its own by.
    const isTight = item.children.every((child) => child.type === "paragraph" && child.tight);
    return (
      <li key={i} dir={isTight ? "auto" : item.dir}>
        {blocks(item.children, ground)}
      </li>
    );
  });
  if (list.first === null) {
    return (
      <ul key={key} dir={list.dir}>
        {items}
      </ul>
    );
  }
  return (
    <ol key={key} dir={list.dir} start={list.first}>
      {items}
    </ol>
  );
}

function tableNode(table: Table, key: number, ground: Ground): ComponentChildren {
  const [head = [], ...body] = table.rows;
  return (
    <div key={key} class="tx-scroll" role="group" aria-label="Table" tabIndex={0}>
      <table dir={table.dir}>
        <thead>
          <tr>{head.map((cell, i) => headCell(cell, i, ground))}</tr>
        </thead>
        <tbody>
          {body.map((row, i) => (
            <tr key={i}>{row.map((cell, j) => dataCell(cell, j, ground))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function headCell(cell: Cell, key: number, ground: Ground) {
  if (cell.children.length === 0) return dataCell(cell, key, ground);
  return (
    <th key={key} scope="col" dir="auto" data-align={cell.align ?? undefined}>
      {inlines(cell.children, ground)}
    </th>
  );
}

function dataCell(cell: Cell, key: number, ground: Ground) {
  return (
    <td key={key} dir="auto" data-align={cell.align ?? undefined}>
      {inlines(cell.children, ground)}
    </td>
  );
}

function codeNode(code: Code, key: number, ground: Ground): ComponentChildren {
  return (
    <div key={key} class="tx-code">
      {code.info.length > 0 && (
        <div class="tx-info" dir="auto">
          {inlines(code.info, ground)}
        </div>
      )}
      <pre class="tx-scroll" role="group" aria-label="Code" tabIndex={0} dir="auto">
        <code>{inlines(code.children, ground)}</code>
      </pre>
    </div>
  );
}
