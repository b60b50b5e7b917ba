/**
 * In place of entities: the browser's own HTML parser knows all 2,125 names, whose table is 23 kB.
 * Only a lone `&name;` is ever given to it, so that there is no markup to parse; where a page's
 * policy forbids the parser (Trusted Types), the name is shown as it is written.
 */
const LONE = /^&[a-z][a-z0-9]*;$/i;
const known = new Map();

export function decodeHTMLStrict(text) {
  if (!LONE.test(text)) return text;
  let decoded = known.get(text);
  if (decoded === undefined) {
    decoded = decode(text);
    known.set(text, decoded);
  }
  return decoded;
}

function decode(text) {
  try {
    // The parser drops white space at the start: a letter goes before it.
    const decoded = new DOMParser().parseFromString(`x${text}`, "text/html").body.textContent.slice(1);
    // It also reads the old names without a semicolon ("&notit;" as "¬it;"), which markdown does not.
    return decoded.length > 1 && decoded.endsWith(";") ? text : decoded;
  } catch {
    return text;
  }
}
