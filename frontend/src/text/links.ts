/** Where a model's link or image may lead: one list of what is allowed, everything else is words. */
import { words } from "../ui/words";

const FOLLOWED = new Set(["http:", "https:", "mailto:"]);
const LOADED = new Set(["http:", "https:"]);
const EMBEDDED = /^data:image\/(?:png|jpeg|gif|webp)[;,]/i;

/** A relative address has no base here: it would lead into the Jupyter server itself. */
function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** The address to follow in a new tab, or null: only complete http, https and mailto addresses. */
export function followable(address: string): string | null {
  const url = parsed(address);
  return url && FOLLOWED.has(url.protocol) ? url.href : null;
}

/** The address of an image to load when asked, or null: http, https, or an embedded bitmap. */
export function loadable(address: string): string | null {
  const url = parsed(address);
  if (!url) return null;
  return LOADED.has(url.protocol) || EMBEDDED.test(url.href) ? url.href : null;
}

/**
 * Where an address leads, in words: the host in its ASCII form, so that a look-alike letter shows.
 * An address that is not followed is named as it was written, shortened.
 */
export function destination(address: string): string {
  const url = parsed(address);
  if (url && LOADED.has(url.protocol)) return url.host;
  if (url?.protocol === "mailto:") return decoded(url.pathname);
  if (url && EMBEDDED.test(url.href)) return words.text.inside;
  return address.length > 80 ? `${address.slice(0, 79)}…` : address;
}

/** Whether the words of a link already are its address, so that naming its host says nothing new. */
export function saysItself(words: string, href: string): boolean {
  const url = parsed(href);
  if (!url || url.username || url.password || url.host.includes("xn--")) return false;
  if (url.protocol === "mailto:") return words === decoded(url.pathname);
  return words === href || `${words}/` === href;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
