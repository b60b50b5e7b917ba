/** A link of a model's text: it opens in a new tab, and says in words where it leads. */
import type { ComponentChildren } from "preact";
import { spelled } from "./characters";
import { wordsOf } from "./leaves";
import { destination, saysItself } from "./links";
import type { Inline, Leaf, Link } from "./model";

/** The words of a link lead there unless they hold a button or nothing: then the named target does. */
export function Anchor({ link, children }: { link: Link; children: ComponentChildren }) {
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
  const words = wordsOf(link);
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

function holdsImage({ children }: Exclude<Inline, Leaf>): boolean {
  return children.some((node) => node.type === "image" || (node.type !== "leaf" && holdsImage(node)));
}
