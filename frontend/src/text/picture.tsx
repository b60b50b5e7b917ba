/** An image of a model's text: loaded from elsewhere only when the expert asks. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { words } from "../ui/words";
import { spelled } from "./characters";
import { wordsOf } from "./leaves";
import { destination } from "./links";
import type { Image } from "./model";

/** `children` is the image's description, as leaves. */
export function Picture({ image, children }: { image: Image; children: ComponentChildren }) {
  const [state, setState] = useState<"hidden" | "shown" | "failed">("hidden");
  const where = spelled(destination(image.target));
  const description = <span class="tx-caption">{children}</span>;
  if (image.src === null) {
    return (
      <span class="tx-image">
        {description}
        <bdi class="tx-target"> {words.text.image.notShown(where)}</bdi>
      </span>
    );
  }
  const source = image.src.startsWith("data:") ? words.text.inside : words.text.image.from(where);
  return (
    <span class="tx-image">
      {description}
      <button type="button" class="tx-button" onClick={() => setState(state === "hidden" ? "shown" : "hidden")}>
        {state === "hidden" ? words.text.image.show(source) : words.text.image.hide(source)}
      </button>
      {state === "shown" && (
        <img
          referrerPolicy="no-referrer"
          loading="lazy"
          decoding="async"
          alt={wordsOf(image)}
          onError={() => setState("failed")}
          src={image.src}
        />
      )}
      {state === "failed" && <span class="tx-target"> {words.text.image.failed}</span>}
    </span>
  );
}
