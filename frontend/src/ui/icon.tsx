/** The few signs of the screen, drawn in the text's colour; what they mean stands beside or in a label. */
const paths = {
  instructions: "M4 3.5h6.5A1.5 1.5 0 0 1 12 5v8.5H5.5A1.5 1.5 0 0 1 4 12zM6.5 6.5h3M6.5 9h3",
  history: "M8 3a5 5 0 1 1-4.6 3M3 3v3h3M8 5.5V8l2 1.5",
  full: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  leave: "M6 3v3H3M13 6h-3V3M10 13v-3h3M3 10h3v3",
  close: "M4 4l8 8M12 4l-8 8",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M6.4 6.4a1.6 1.6 0 1 1 2.3 1.4c-.5.3-.7.6-.7 1.2M8 11.2v.1",
  comment: "M3 4.5A1.5 1.5 0 0 1 4.5 3h7A1.5 1.5 0 0 1 13 4.5v4a1.5 1.5 0 0 1-1.5 1.5H8l-3 3v-3h-.5A1.5 1.5 0 0 1 3 8.5z",
  quote: "M7 5C5 5.3 4 6.5 4 8.5V11h3V8H5.5M13 5c-2 .3-3 1.5-3 3.5V11h3V8h-1.5",
  undo: "M6 3 3 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
  redo: "m10 3 3 3-3 3M13 6H7a4 4 0 0 0 0 8h3",
  grip: "M6 4h.1M10 4h.1M6 8h.1M10 8h.1M6 12h.1M10 12h.1",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  bin: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  plus: "M8 3v10M3 8h10",
  hint: "M6 11.5h4M6.5 13.5h3M8 2.5a4 4 0 0 0-2.5 7.1c.4.4.5.9.5 1.9h4c0-1 .1-1.5.5-1.9A4 4 0 0 0 8 2.5",
  warning: "M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1",
};

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
