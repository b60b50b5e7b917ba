/** In place of linkify-it: we never turn bare text into links (`linkify: false`), so it would be 11 kB for nothing. */
export function LinkifyIt() {}
