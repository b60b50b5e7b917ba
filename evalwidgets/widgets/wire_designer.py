"""The messages between the rubric designer's screen and the kernel; their envelopes are in `wire`.

=============== ======================= ================== ===============================================
op              payload                 result             may be sent again
=============== ======================= ================== ===============================================
design_open     `DesignOpenRequest`     `DesignOpened`     yes
design_check    `CheckRequest`          `Checked`          yes: the draft with more changes stays
design_item     `ItemRequest`           `TaskView`         yes
design_changes  `ChangesRequest`        `DesignChanges`    yes
design_save     `SaveRequest`           `DesignSaved`      yes: what is saved already is not saved again
design_reload   `ReloadRequest`         `DesignOpened`     yes
design_import   `ImportRequest`         `Imported`         yes
design_text     `TextRequest`           `NodeText`         yes
design_remarks  `DesignRemarksRequest`  `DesignRemarks`    yes
design_settle   `SettleRequest`         `DesignRemarks`    yes: a remark is settled once
=============== ======================= ================== ===============================================

The draft travels as plain data, whatever it says: it need not be a rubric yet.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from evalwidgets.remarks import RemarkKind
from evalwidgets.rubrics.model import Group
from evalwidgets.tasks.answers import Answer
from evalwidgets.widgets.wire import Settings, WorkedExample

Data = dict[str, Any]
"""A rubric, a group or a criterion as plain data."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DesignDraft(_Model):
    """A rubric that is being designed; of two drafts on one `base`, the one with more `changes` is the later.

    Attributes
    ----------
    base
        The hash of the saved file that it began from; empty if there was none.
    """

    data: Data
    changes: int = Field(ge=0)
    base: str


class DesignOpenRequest(_Model):
    """Asks for the draft as it stands."""


class DesignItem(_Model):
    """One answer that the preview can show; `title` is the start of its prompt."""

    title: str


class LibraryEntry(_Model):
    """A rubric of the library."""

    name: str
    title: str


class DesignOpened(_Model):
    """Everything the designer's screen needs at first.

    Attributes
    ----------
    place
        Names the draft in this browser's storage: a hash of where the file is.
    file
        The file's name.
    kept
        When the draft was kept that was found instead of the file's content, in milliseconds since 1970.
    study
        What the study's rubric is called, with its version; None without a study.
    note
        Something the researcher should know at once.
    """

    place: str
    file: str
    draft: DesignDraft
    kept: int | None
    items: tuple[DesignItem, ...]
    library: tuple[LibraryEntry, ...]
    study: str | None
    settings: Settings
    note: str | None = None


class CheckRequest(_Model):
    """A draft to keep and to look at, and the preview's answers by it.

    Attributes
    ----------
    draft
        None: unchanged since the last one.
    item
        The place of the item in the preview.
    """

    draft: DesignDraft | None
    item: int
    answers: tuple[Answer, ...] = ()


class Problem(_Model):
    """Why the draft is no rubric yet, at `loc` in its data."""

    loc: tuple[str | int, ...]
    message: str


class Lint(_Model):
    """What will probably make judgments worse; about a criterion, a group or, without either, the whole."""

    rule: str
    warning: bool
    found: str
    why: str
    suggestion: str
    criterion: str | None
    group: str | None


class Total(_Model):
    """Points that can be earned and lost: of everything, of a group or of an axis."""

    name: str
    best: float
    worst: float
    criteria: int


class DesignScore(_Model):
    """The score of the preview's answers, and how it came about.

    Attributes
    ----------
    value
        None where there is none, and `words` say why.
    rows
        One a criterion, under the `header`.
    steps
        From what the rule gives to the total, in words.
    """

    value: float | None
    words: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    steps: tuple[str, ...]


class Checked(_Model):
    """What there is to say about a draft.

    Attributes
    ----------
    groups
        What an expert is asked about the item, by the last draft that was a rubric.
    version
        The version that saving now would give it.
    saved
        Whether the file says the same.
    kept
        Whether the draft is on disk.
    """

    changes: int
    problems: tuple[Problem, ...]
    lint: tuple[Lint, ...]
    groups: tuple[Group, ...]
    instructions: str
    examples: tuple[WorkedExample, ...]
    totals: tuple[Total, ...]
    score: DesignScore | None
    version: str
    saved: bool
    kept: bool


class ItemRequest(_Model):
    """Asks for an item of the preview, by its place."""

    item: int


class ChangesRequest(_Model):
    """Asks what the draft changes against the saved file or the study's rubric."""

    against: Literal["saved", "study"]


class DesignChange(_Model):
    """One difference, in words; `stale`: answers given before no longer answer what is asked."""

    place: str
    words: str
    stale: bool


class DesignChanges(_Model):
    """All differences, and the version that they ask for."""

    before: str
    version: str
    bump: str
    changes: tuple[DesignChange, ...]


class SaveRequest(_Model):
    """Saves the draft with so many changes: over the file it came from, or `beside` it under another name."""

    changes: int
    beside: bool = False


class DesignSaved(_Model):
    """The draft is in the file.

    Attributes
    ----------
    base
        The hash of the file now.
    comments_kept
        False: the file could only be written as a whole; how it was before lies beside it.
    """

    file: str
    version: str
    base: str
    comments_kept: bool


class ReloadRequest(_Model):
    """Takes what the file says in place of the draft."""


class ImportRequest(_Model):
    """Reads another rubric: one of the library, or a file in any dialect, by its name and its content in base64."""

    library: str | None = None
    file: str = ""
    content: Base64Bytes = b""


class Imported(_Model):
    """A rubric that was read; `note` says what did not come along, or from which dialect it is."""

    data: Data
    note: str


class TextRequest(_Model):
    """Turns plain data into YAML, or, with `text`, YAML into plain data."""

    data: Data
    text: str | None = None


class NodeText(_Model):
    """A node both ways."""

    data: Data
    text: str


class DesignRemarksRequest(_Model):
    """Asks for the experts' remarks that wait for an answer."""


class DesignRemark(_Model):
    """An expert's remark on the rubric.

    Attributes
    ----------
    item
        The place among the preview's items of the one that it came from; None if it came from none.
    """

    id: str
    kind: RemarkKind
    expert: str
    at: int
    text: str
    criterion: str | None
    item: int | None


class DesignRemarks(_Model):
    """The remarks that wait, oldest first, and the preview's items, with those that the remarks came from."""

    remarks: tuple[DesignRemark, ...]
    items: tuple[DesignItem, ...]


class SettleRequest(_Model):
    """Accepts or declines a remark; the expert sees the `reason`."""

    id: str
    accept: bool
    reason: str = ""
