/** Which key was pressed, whatever the keyboard. */

/**
 * The key as the legend names it, on any layout: Cyrillic or Arabic keyboards by the key's place,
 * French ones by the digit row without Shift. An empty string is a key that means nothing here.
 */
export function keyOf(event: KeyboardEvent): string {
  const { key, code, shiftKey } = event;
  if (/^[0-9?+-]$/.test(key) || key === "−") return key === "−" ? "-" : key;
  if (key.length > 1) return key;
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) return shiftKey ? "" : digit;
  if (/^[a-z]$/i.test(key)) return shiftKey && !event.getModifierState("CapsLock") ? "" : key.toLowerCase();
  if (key === " " || key.charCodeAt(0) < 0x80) return key;
  return shiftKey ? "" : (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? "");
}
