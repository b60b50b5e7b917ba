/** A key's name on the control it works; read by the eye only, `aria-keyshortcuts` says it to others. */
export function Kbd({ children }: { children: string | number }) {
  return <kbd aria-hidden="true">{children}</kbd>;
}
