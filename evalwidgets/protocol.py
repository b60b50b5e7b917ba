"""The protocol: a study's rules, as data.

Everything that decides who judges what, in which order and what they may see is written here and
stored with the study, so that a row can always be read together with the rules it was made under.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evalwidgets.canonical import content_hash


class Protocol(BaseModel):
    """The rules of a study.

    Attributes
    ----------
    kinds
        The kinds of task planned for every item that allows them (a comparison needs two responses).
    order
        ``"given"``: as the items came; ``"shuffled"``: the same random order for every expert, from `seed`.
    seed
        Decides the shuffled order, and which response of a comparison is shown first.
    overlap
        How many experts judge each task; None: every expert judges every task.
    lease_minutes
        How long a task that was handed out is kept for its expert before others may have it.
    blind
        Hides the models' names. They stay out of the browser; `Study.scores` joins them to the rows.
    show_reference
        Shows an item's reference answer to the experts.
    show_metadata
        The metadata keys of an item that experts may see; all others stay in the kernel.
    require_comment
        Demands a comment for every answered criterion (``"all"``), for every penalty given and every
        "not applicable" (``"exceptions"``), or only where the rubric says so (``"rubric"``).
    block_minutes
        The length of a working block, after which the screen suggests a rest. None: no hint.
    idle_seconds
        A pause longer than this counts as idle, not as active time.
    withhold
        Columns that are never published: ``"comment"`` in every table, ``"items.reference"`` in one.
    adjudicate
        Which disagreements an adjudicator is given: ``"any"``; ``"no_majority"``, where no answer has more than
        half; ``"far"``, where answers lie more than half of the scale apart.
    licence
        Of the published judgments, as the Hub names licences (``"cc-by-4.0"``); "": none is named.
    permitted_use
        What the judgments may be used for (``"evaluation"``, ``"training"``, ``"redistribution"``); (): nothing said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[str, ...] = ("grade", "compare")
    order: Literal["given", "shuffled"] = "given"
    seed: int = 0
    overlap: int | None = Field(default=None, ge=1)
    lease_minutes: float = Field(default=60.0, gt=0)
    blind: bool = True
    show_reference: bool = True
    show_metadata: tuple[str, ...] = ()
    require_comment: Literal["rubric", "exceptions", "all"] = "rubric"
    block_minutes: float | None = Field(default=45.0, gt=0)
    idle_seconds: float = Field(default=60.0, gt=0)
    withhold: tuple[str, ...] = ("gold",)
    adjudicate: Literal["any", "no_majority", "far"] = "any"
    licence: str = ""
    permitted_use: tuple[Literal["evaluation", "training", "redistribution"], ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of the rules."""
        return content_hash(self.model_dump(mode="json"))
