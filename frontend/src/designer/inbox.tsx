/** The experts' remarks: each with the item it came from, to be taken up or declined with a reason that they see. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { timeOfDay } from "../ui/words";
import type { DesignRemark } from "../wire";
import { useDesign } from "./screen";
import { text } from "./tree";
import { words } from "./words";

export function Inbox() {
  const screen = useDesign();
  const remarks = screen.remarks.value;
  useEffect(() => void screen.askRemarks(), []);
  if (remarks.length === 0)
    return <p class="muted">{screen.design.opened.value?.study === null ? words.inbox.noStudy : words.inbox.none}</p>;
  return (
    <ul class="remarks">
      {remarks.map((remark) => (
        <Remark key={remark.id} remark={remark} onSettle={(accept, reason) => screen.askRemarks({ id: remark.id, accept, reason })} />
      ))}
    </ul>
  );
}

function Remark({ remark, onSettle }: { remark: DesignRemark; onSettle: (accept: boolean, reason: string) => Promise<boolean> }) {
  const screen = useDesign();
  const declining = useSignal(false);
  const reason = useSignal("");
  const { kind, expert, at, item, criterion } = remark;
  const about = screen.lines.value.find(({ node }) => node.sort === "criterion" && node.fields["id"] === criterion)?.node;
  const accept = async () => {
    if (!(await onSettle(true, ""))) return;
    screen.closePanel();
    if (kind === "unclear" && about) return screen.open(about.key);
    // Where it belongs is the researcher's to say: it comes after the line at hand.
    screen.add("criterion");
    const added = screen.place.node;
    screen.design.edit({ do: "set", key: added.key, field: "text", value: remark.text });
  };
  return (
    <li class="remark">
      <p class="muted">
        <b>{expert}</b> {words.inbox[kind]} · {timeOfDay(at)}
      </p>
      {criterion !== null && <p dir="auto">“{about ? text(about.fields, "text") : criterion}”</p>}
      <p dir="auto">{remark.text}</p>
      {declining.value && (
        <label class="field">
          <span>{words.inbox.reason}</span>
          <textarea class="note" rows={2} dir="auto" value={reason.value} onInput={({ currentTarget: { value } }) => (reason.value = value)} />
        </label>
      )}
      <div class="buttons">
        {item !== null && (
          <button type="button" class="btn" onClick={() => (screen.closePanel(), void screen.preview.show(item), screen.toPreview())}>
            {words.inbox.show}
          </button>
        )}
        <button
          type="button"
          class="btn"
          disabled={declining.value && reason.value.trim() === ""}
          onClick={() => (declining.value ? void onSettle(false, reason.value.trim()) : (declining.value = true))}
        >
          {declining.value ? words.inbox.send : words.inbox.decline}
        </button>
        {!declining.value && (
          <button type="button" class="btn main" onClick={() => void accept()}>
            {kind === "propose" || !about ? words.inbox.accept : words.inbox.edit}
          </button>
        )}
      </div>
    </li>
  );
}
