"""The errors of the package: each names the thing, the place and the way out.

Every error that a person may meet derives from `EvalwidgetsError`. Its `code` is a stable word
that travels to the browser, where the screen decides what to say and do; its message is a plain
sentence that a physician can read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


class EvalwidgetsError(Exception):
    """Base of all errors raised on purpose by evalwidgets."""

    code = "error"


class ItemError(EvalwidgetsError, ValueError):
    """An item, or the source it is read from, is not what it should be."""

    code = "invalid_item"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong in a file.

    Attributes
    ----------
    line
        Counted from 1; None if it is about the file as a whole.
    path
        The place in the data: ``groups[1].criteria[0].points``.
    message
        What is wrong, and the way out.
    place
        The path in words: "criterion dose, points".
    """

    line: int | None
    path: str
    message: str
    place: str = ""


class RubricError(EvalwidgetsError, ValueError):
    """A rubric is not what it should be; lists every finding at once.

    Attributes
    ----------
    findings
        All that is wrong, in the order of the file; empty if there is no file to look into.
    """

    code = "invalid_rubric"

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = list(findings)


class WouldLose(RubricError):
    """A rubric says what another format has no place for.

    Attributes
    ----------
    fields
        The names of all fields that would be lost; `findings` has every place.
    """

    code = "would_lose"

    def __init__(self, message: str, findings: Iterable[Finding], fields: Iterable[str]) -> None:
        super().__init__(message, findings)
        self.fields = list(fields)


class RubricWarning(UserWarning):
    """A rubric was read as it is, and something about it must be known: weights that do not count, a wrong sign."""


class RubricFileChanged(RubricError):
    """A rubric's file is not what it was when it was read: somebody else has written it."""

    code = "changed_on_disk"


class StaleDraft(RubricError):
    """A draft came from a page that does not know what was changed elsewhere meanwhile."""

    code = "stale_draft"


class AnswerError(EvalwidgetsError, ValueError):
    """Answers do not fit the task: a required one is missing, a label unknown, a number out of range.

    Attributes
    ----------
    criterion
        The id of the first criterion at fault, for the screen to put the focus on.
    """

    code = "invalid_answers"

    def __init__(self, message: str, criterion: str | None = None) -> None:
        super().__init__(message)
        self.criterion = criterion


class StudyError(EvalwidgetsError, ValueError):
    """The study does not allow what was asked (another rubric, an unknown task or expert)."""

    code = "study"


class AgreementError(EvalwidgetsError, ValueError):
    """Ratings cannot be compared as they were given (unknown columns, no known order, a rating given twice)."""

    code = "agreement"


class NothingToUndo(StudyError):
    """There is no judgment of this seat that could be taken back."""

    code = "nothing_to_undo"


class ContinuedElsewhere(EvalwidgetsError):
    """A newer session of the same expert has taken over this seat."""

    code = "continued_elsewhere"


class StoreError(EvalwidgetsError):
    """The store could not do its work; nothing that was saved is lost."""

    code = "store"


class StoreBusy(StoreError):
    """Somebody else holds the store's lock for longer than we wait; try again."""

    code = "store_busy"


class StoreFull(StoreError):
    """The disk is full."""

    code = "store_full"


class StoreReadOnly(StoreError):
    """The file or its folder cannot be written."""

    code = "store_read_only"


class StoreCorrupt(StoreError):
    """The file is damaged, or is not a study."""

    code = "store_corrupt"


class StoreTooNew(StoreError):
    """The file was written by a newer evalwidgets."""

    code = "store_too_new"


class HubError(EvalwidgetsError):
    """A dataset could not be published or read; what was judged is safe in the study.

    Attributes
    ----------
    passing
        Why the same may well succeed a little later: there is no ``network``, or the ``hub`` itself is not
        well or asks for a pause. None: somebody has to do something first.
    """

    code = "hub"

    def __init__(self, message: str, passing: Literal["network", "hub"] | None = None) -> None:
        super().__init__(message)
        self.passing: Literal["network", "hub"] | None = passing
