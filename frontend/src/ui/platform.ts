/** What the expert's machine calls its keys. */
const mac = /mac|iphone|ipad/i.test(navigator.platform);

export const SUBMIT_KEY = mac ? "⌘ ⏎" : "Ctrl ⏎";
export const SUBMIT_SHORTCUT = mac ? "Meta+Enter" : "Control+Enter";
