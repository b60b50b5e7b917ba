"""What a study's rows may be used for, by what its protocol and its rubric say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.errors import HubError

if TYPE_CHECKING:
    from evalwidgets.protocol import Protocol
    from evalwidgets.rubrics.model import Rubric

REDISTRIBUTION = "redistribution"
TRAINING = "training"
_WHAT = {
    REDISTRIBUTION: "made public. Leave the dataset private",
    TRAINING: "used for training",
}


def permitted(rubric: Rubric, protocol: Protocol) -> tuple[str, ...] | None:
    """Return what both allow; None where neither says anything.

    Nothing allowed by both is an empty tuple: then nothing may be done.
    """
    said = [uses for uses in (tuple(protocol.permitted_use), tuple(rubric.permitted_use)) if uses]
    if not said:
        return None
    return tuple(use for use in said[0] if all(use in uses for uses in said))


def need_permission(rubric: Rubric, protocol: Protocol, use: str) -> None:
    """Refuse a use that is not permitted.

    Raises
    ------
    HubError
        Which names who forbids it.
    """
    uses = permitted(rubric, protocol)
    if uses is not None and use not in uses:
        who = f"the rubric {rubric.id}" if rubric.permitted_use and use not in rubric.permitted_use else "the protocol"
        allowed = ", ".join(uses) or "nothing"
        raise HubError(
            f"These judgments may not be {_WHAT.get(use, f'used for {use}')}: {who} permits {allowed} only "
            "(permitted_use)."
        )
