"""From the plan of a push and its outcome to the wire's messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evalwidgets.widgets import wire_hub as wire

if TYPE_CHECKING:
    from evalwidgets.hub.plan import PublishPlan
    from evalwidgets.hub.push import Pushed
    from evalwidgets.hub.scan import Finding

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_AT_ONCE = 50  # findings on the screen; more come when these have been looked at


def plan(found: PublishPlan) -> wire.HubPlan:
    """Return a plan as the screen shows it: findings once for the same words."""
    places: dict[str, list[Finding]] = {}
    for finding in found.findings:
        places.setdefault(finding.key, []).append(finding)
    return wire.HubPlan(
        exists=found.exists,
        private=found.private,
        rows=tuple(
            wire.HubRows(config=name, new=found.new.get(name, 0), there=found.there.get(name))
            for name in dict.fromkeys([*found.new, *(name for name, count in found.there.items() if count)])
        ),
        bytes=found.bytes,
        findings=tuple(_finding(key, same) for key, same in list(places.items())[:_AT_ONCE]),
        unseen=max(0, len(places) - _AT_ONCE),
        warnings=found.warnings,
        visible=found.visible,
        card=_page(found.card),
    )


def _finding(key: str, places: list[Finding]) -> wire.HubFinding:
    first = places[0]
    before, found, after = first.around.partition(first.found.replace("\n", " "))
    return wire.HubFinding(
        key=key,
        kind=first.kind,
        places=len(places),
        where=f"{first.table} {first.row}, {first.column}",
        before=before,
        found=found,
        after=after,
    )


def _page(card: str) -> str:
    """Return what a reader of the card sees: neither metadata nor comments."""
    from evalwidgets.hub.card import Card

    return _COMMENT.sub("", Card.parse(card).body).strip()


def pushed(done: Pushed) -> wire.HubPushed:
    """Return what a push has done."""
    return wire.HubPushed(
        private=done.private,
        rows=tuple(wire.HubRows(config=name, new=count, there=None) for name, count in done.rows.items()),
    )
