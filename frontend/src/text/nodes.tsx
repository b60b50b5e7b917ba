/**
 * Our tree as Preact nodes: a fixed set of elements and attributes, whatever the source says. Every
 * part of a leaf carries its place in the response's text (`data-s`, `data-e`) for quoting.
 */
import type { ComponentChildren } from "preact";
import { spelled } from "./characters";
import { wordsOf } from "./leaves";
import { destination, saysItself } from "./links";
import { cut } from "./marks";
import type { Block, Cell, Code, Inline, Leaf, Link, List, Mark, Table } from "./model";
import { Picture } from "./picture";

/** What all nodes of a text need: where it begins in the response's text, and the highlights. */
export interface Ground {
  readonly base: number;
  readonly marks: readonly Mark[];
}

export function BlockNode({ block, ground }: { block: Block; ground: Ground }) {
  switch (block.type) {
    case "paragraph":
      return block.tight ? <>{inlines(block.children, ground)}</> : <p dir="auto">{inlines(block.children, ground)}</p>;
    case "heading": {
      const Tag = `h${Math.min(6, block.depth + 3)}` as "h4" | "h5" | "h6";
      return (
        <Tag dir="auto" data-level={block.level}>
          {inlines(block.children, ground)}
        </Tag>
      );
    }
    case "quote":
      return <blockquote dir={block.dir}>{blocks(block.children, ground)}</blockquote>;
    case "list":
      return <ListNode list={block} ground={ground} />;
    case "table":
      return <TableNode table={block} ground={ground} />;
    case "code_block":
      return <CodeNode code={block} ground={ground} />;
    case "plain":
      return (
        <div class="tx-plain" dir="auto">
          {inlines(block.children, ground)}
        </div>
      );
    case "rule":
      return <hr />;
  }
}

function blocks(children: readonly Block[], ground: Ground): ComponentChildren {
  return children.map((block, i) => <BlockNode key={i} block={block} ground={ground} />);
}

function inlines(children: readonly Inline[], ground: Ground): ComponentChildren {
  return children.map((node, i) => <InlineNode key={i} node={node} ground={ground} />);
}

function InlineNode({ node, ground }: { node: Inline; ground: Ground }) {
  switch (node.type) {
    case "leaf":
      return <LeafNode leaf={node} ground={ground} />;
    case "link":
      return <LinkNode link={node} ground={ground} />;
    case "image":
      return <Picture image={node}>{inlines(node.children, ground)}</Picture>;
    default: {
      const Tag = node.type;
      return <Tag>{inlines(node.children, ground)}</Tag>;
    }
  }
}

function LeafNode({ leaf, ground }: { leaf: Leaf; ground: Ground }) {
  const isAtomic = leaf.kind !== "exact" || undefined;
  const parts = cut(leaf, ground.base, ground.marks).map(({ start, end, text, marks }) => {
    const place = { "data-s": start, "data-e": end, "data-atomic": isAtomic };
    if (marks.length === 0) {
      return (
        <span key={start} {...place}>
          {text}
        </span>
      );
    }
    const isCurrent = marks.some((mark) => mark.current);
    return (
      <mark key={start} {...place} data-criteria={marks.map((mark) => mark.criterion).join(" ")} data-current={isCurrent || undefined}>
        {text}
      </mark>
    );
  });
  return <>{parts}</>;
}

/** The words of a link lead there unless they hold a button or nothing: then the named target does. */
function LinkNode({ link, ground }: { link: Link; ground: Ground }) {
  const children = inlines(link.children, ground);
  const where = spelled(destination(link.target));
  if (link.href === null) {
    return (
      <>
        {children}
        {where !== "" && <bdi class="tx-target"> ({where})</bdi>}
      </>
    );
  }
  const follow = { href: link.href, target: "_blank", rel: "noopener noreferrer", title: spelled(link.href) };
  const words = wordsOf({ ...link, type: "link" });
  if (words.trim() === "" || holdsImage(link)) {
    return (
      <>
        {children}
        <a {...follow}>
          <bdi class="tx-target">({where})</bdi>
        </a>
      </>
    );
  }
  return (
    <>
      <a {...follow}>{children}</a>
      {!saysItself(words, link.href) && <bdi class="tx-target"> ({where})</bdi>}
    </>
  );
}

function holdsImage(link: { readonly children: readonly Inline[] }): boolean {
  return link.children.some((node) => node.type === "image" || (node.type !== "leaf" && holdsImage(node)));
}

function ListNode({ list, ground }: { list: List; ground: Ground }) {
  const items = list.items.map((item, i) => {
    // A box whose paragraphs find their own direction has nothing left to find its own by.
    const isTight = item.children.every((child) => child.type === "paragraph" && child.tight);
    return (
      <li key={i} dir={isTight ? "auto" : item.dir}>
        {blocks(item.children, ground)}
      </li>
    );
  });
  if (list.first === null) return <ul dir={list.dir}>{items}</ul>;
  return (
    <ol dir={list.dir} start={list.first}>
      {items}
    </ol>
  );
}

function TableNode({ table, ground }: { table: Table; ground: Ground }) {
  const [head = [], ...body] = table.rows;
  return (
    <div class="tx-scroll" role="group" aria-label="Table" tabIndex={0}>
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

function CodeNode({ code, ground }: { code: Code; ground: Ground }) {
  return (
    <div class="tx-code">
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
