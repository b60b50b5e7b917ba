/** A sheet over the screen of a seat; see `Dialog`. */
import { useScreen } from "../context";
import { Dialog } from "../dialog";
import type { DialogProps } from "../dialog";

export function PanelFrame(props: DialogProps) {
  const screen = useScreen();
  return <Dialog {...props} onClose={() => screen.closePanel()} />;
}
