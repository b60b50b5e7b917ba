/**
 * In place of punycode.js: the browser's own URL parser knows international host names. They stay
 * in their ASCII form when shown, which is also how a look-alike of a known host betrays itself.
 */
function toASCII(host) {
  try {
    return new URL(`http://${host}`).hostname || host;
  } catch {
    return host;
  }
}

export default { toASCII, toUnicode: (host) => host };
