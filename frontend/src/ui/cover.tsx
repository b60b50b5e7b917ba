/** Stands before an item with a content warning until the expert lifts it; nothing of the item is in the page. */
import { useScreen } from "./context";
import { Icon } from "./icon";
import { Kbd } from "./kbd";
import { words } from "./words";

export function Cover({ tags }: { tags: readonly string[] }) {
  const screen = useScreen();
  return (
    <div class="cover">
      <Icon name="warning" />
      <h3>{words.cover.title}</h3>
      <p>{words.cover.text(tags)}</p>
      <p class="muted">{words.cover.hint}</p>
      <button type="button" class="btn main" aria-keyshortcuts="w" onClick={() => screen.lift()}>
        {words.cover.lift}
        <Kbd>w</Kbd>
      </button>
    </div>
  );
}
