/** Does what a button says, where the button goes with it: the focus moves to what stays, never to the notebook. */
export function act({ currentTarget: button }: { currentTarget: Element }, done: Promise<void>): void {
  const stays = button.closest<HTMLElement>(".found") ? button.closest<HTMLElement>(".figures-pane") : button.closest<HTMLElement>("[part=surface]");
  stays?.focus({ preventScroll: true });
  void done;
}
