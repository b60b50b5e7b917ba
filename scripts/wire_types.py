"""Write `frontend/src/wire.ts` from the pydantic models of `evalwidgets.widgets.wire` and its neighbours.

The models' JSON schemas go through json-schema-to-typescript (a development dependency of the
front end, run by node); the map from each operation to its payload and result is read from the
table below. ``--check`` writes nothing and exits with 1 if the checked-in file differs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from evalwidgets.tasks.view import TaskView
from evalwidgets.widgets import wire, wire_agreement, wire_designer, wire_hub

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
TARGET = FRONTEND / "src" / "wire.ts"

OPERATIONS: dict[wire.Op, tuple[type[BaseModel], type[BaseModel]]] = {
    "bundle": (wire.BundleRequest, wire.Bundle),
    "open": (wire.OpenRequest, wire.Opened),
    "deck": (wire.DeckRequest, wire.Deck),
    "judge": (wire.JudgeRequest, wire.Judged),
    "undo": (wire.UndoRequest, wire.Undone),
    "draft": (wire.DraftRequest, wire.Saved),
    "list": (wire.HistoryRequest, wire.History),
    "visit": (wire.VisitRequest, wire.Ticket),
    "remark": (wire.RemarkRequest, wire.Remark),
    "remarks": (wire.RemarksRequest, wire.Remarks),
    "design_open": (wire_designer.DesignOpenRequest, wire_designer.DesignOpened),
    "design_check": (wire_designer.CheckRequest, wire_designer.Checked),
    "design_item": (wire_designer.ItemRequest, TaskView),
    "design_changes": (wire_designer.ChangesRequest, wire_designer.DesignChanges),
    "design_save": (wire_designer.SaveRequest, wire_designer.DesignSaved),
    "design_reload": (wire_designer.ReloadRequest, wire_designer.DesignOpened),
    "design_import": (wire_designer.ImportRequest, wire_designer.Imported),
    "design_text": (wire_designer.TextRequest, wire_designer.NodeText),
    "design_remarks": (wire_designer.DesignRemarksRequest, wire_designer.DesignRemarks),
    "design_settle": (wire_designer.SettleRequest, wire_designer.DesignRemarks),
    "agreement_open": (wire_agreement.AgreementRequest, wire_agreement.Agreement),
    "agreement_cases": (wire_agreement.CasesRequest, wire_agreement.Cases),
    "agreement_case": (wire_agreement.CaseRequest, TaskView),
    "adjudicate_open": (wire_agreement.DisputeRequest, wire_agreement.Docket),
    "adjudicate_settle": (wire_agreement.DecisionRequest, wire_agreement.Docket),
    "hub_open": (wire_hub.HubOpenRequest, wire_hub.HubState),
    "hub_clear": (wire_hub.HubClearRequest, wire_hub.HubState),
    "hub_push": (wire_hub.HubPushRequest, wire_hub.HubState),
    "hub_progress": (wire_hub.HubProgressRequest, wire_hub.HubState),
}

BANNER = (
    "/* Generated from evalwidgets/widgets/wire.py by scripts/wire_types.py: run `make types`, never edit by hand. */"
)

DROPPED = {"title", "default", "discriminator", "minItems", "maxItems", "minLength", "maxLength", "pattern"}

NOISE = re.compile(r"^export interface Wire {}\n|\n \*\n \* This interface was referenced by .*\n \* via the .*")

COMPILE = """
import { compile } from "json-schema-to-typescript";
let text = "";
for await (const chunk of process.stdin) text += chunk;
const options = {
  bannerComment: "", unreachableDefinitions: true, additionalProperties: false, ignoreMinAndMaxItems: true,
  style: { printWidth: 120 },
};
process.stdout.write(await compile(JSON.parse(text), "Wire", options));
"""


def schema() -> dict[str, Any]:
    """Return one JSON schema that defines every message, as it is written (no field left out)."""
    models = [wire.Request, wire.Reply, wire.Event, *(model for pair in OPERATIONS.values() for model in pair)]
    _, defined = models_json_schema([(model, "serialization") for model in models])
    definitions = {name: _plain(definition) for name, definition in defined["$defs"].items()}
    return {"type": "object", "properties": {}, "additionalProperties": False, "$defs": definitions}


def _plain(schema: Any) -> Any:
    """Keep what makes a type: no titles (each would become a type of its own), no defaults, no limits.

    Every field is required, as it is in every message that is written out.
    """
    if isinstance(schema, list):
        return [_plain(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") != "object":
        return {key: _plain(value) for key, value in schema.items() if key not in DROPPED}
    fields = schema.get("properties", {})
    return {
        **{key: _plain(value) for key, value in schema.items() if key not in {*DROPPED, "properties", "description"}},
        # The first paragraph: the rest (attributes, examples) is the Python page's.
        **({"description": schema["description"].split("\n\n")[0]} if "description" in schema else {}),
        "properties": {name: _plain(field) for name, field in fields.items()},
        "required": list(fields),
    }


def typescript() -> str:
    """Return the text of `wire.ts`."""
    if set(OPERATIONS) != set(get_args(wire.Op)):
        raise SystemExit("scripts/wire_types.py: OPERATIONS and wire.Op name different operations")
    compiled = subprocess.run(
        ["node", "--input-type=module", "--eval", COMPILE],
        cwd=FRONTEND,
        input=json.dumps(schema()),
        capture_output=True,
        text=True,
        check=False,
    )
    if compiled.returncode:
        raise SystemExit(f"json-schema-to-typescript failed (is frontend/node_modules installed?)\n{compiled.stderr}")
    types = NOISE.sub("", compiled.stdout).replace("}\n/**", "}\n\n/**")
    lines = [
        BANNER,
        "",
        f"export const VERSION = {wire.VERSION};",
        "",
        'export type Op = Request["op"];',
        'export type Criterion = Group["criteria"][number];',
        'export type NaReason = Settings["na_reasons"][number];',
        "",
        "/** What each operation takes and gives. */",
        "export interface Operations {",
        *(
            f"  {op}: {{ payload: {payload.__name__}; result: {result.__name__} }};"
            for op, (payload, result) in OPERATIONS.items()
        ),
        "}",
        "",
    ]
    return "\n".join(lines) + "\n" + types.strip() + "\n"


def main() -> None:
    """Write the file, or compare it with ``--check``."""
    text = typescript()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, "utf-8")
    elif not TARGET.exists() or TARGET.read_text("utf-8") != text:
        raise SystemExit("frontend/src/wire.ts is not what evalwidgets/widgets/wire.py gives: run `make types`")


if __name__ == "__main__":
    main()
