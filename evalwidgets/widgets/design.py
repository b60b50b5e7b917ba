"""A rubric that is being designed: what is typed, the last rubric that it was, and its file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evalwidgets.errors import Finding, RubricError, StaleDraft
from evalwidgets.rubrics.diff import RubricDiff
from evalwidgets.rubrics.loading import load_rubric
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.plain import Fault
from evalwidgets.rubrics.reading import faults_in
from evalwidgets.rubrics.rubric_file import RubricFile
from evalwidgets.rubrics.wording import path_of, place_of
from evalwidgets.rubrics.yaml_writer import as_written

_FILES = frozenset({".yaml", ".yml", ".json"})


class Design:
    """The draft of one rubric.

    Attributes
    ----------
    data
        The draft as plain data, whatever it says.
    changes
        How many changes led to it.
    rubric
        The last rubric that it was; None if it was none yet.
    faults
        Why it is none now: places in the data, with words.
    note
        What the researcher should know at first.
    kept
        When the draft was kept that was found at first, in milliseconds since 1970.
    """

    def __init__(self, file: RubricFile, start: Rubric | None) -> None:
        self.file = file
        self.rubric: Rubric | None = None
        self.faults: list[Fault] = []
        self.changes = 0
        self.data: dict[str, Any] = {}
        self.kept: int | None = None
        self.note: str | None = None
        self._base = file.rubric
        self._set(as_written(start) if start else _empty(file.path), 0)
        draft = file.kept()
        if draft is not None:
            self.kept = draft.at
            self._set(draft.data, draft.changes)

    @property
    def findings(self) -> list[Finding]:
        """Why the draft is no rubric now, as errors say it."""
        return [Finding(None, path_of(loc), words, place_of(loc, self.data)) for loc, words in self.faults]

    @property
    def is_saved(self) -> bool:
        """Whether the file says what the draft says."""
        saved = self.file.rubric
        return saved is not None and not self.faults and self.rubric is not None and saved.hash == self.rubric.hash

    def take(self, data: dict[str, Any], changes: int, base: str) -> bool:
        """Take the draft of a page, and keep it on disk; tell whether it is there.

        Raises
        ------
        StaleDraft
            If it does not know of what was changed elsewhere meanwhile.
        """
        known = changes == self.changes and data == self.data
        if base != self.file.base or (changes <= self.changes and not known):
            raise StaleDraft("The rubric was changed elsewhere meanwhile, by a cell or in another page.")
        if not known:
            self._set(data, changes)
        return self.keep()

    def assign(self, rubric: Rubric) -> None:
        """Take a rubric from Python."""
        self._set(as_written(rubric), self.changes + 1)
        self.keep()

    def keep(self) -> bool:
        """Keep what is not saved on disk; tell whether it is there. What nobody has changed need not be kept."""
        if self.is_saved or self.changes == 0:
            self.file.drop_draft()
            return True
        return self.file.keep(self.data, self.changes)

    def reload(self) -> None:
        """Take what the file says in place of the draft."""
        self.file.reload()
        self._base = self.file.rubric
        self.file.drop_draft()
        self._set(as_written(self.file.rubric) if self.file.rubric else _empty(self.file.path), self.changes + 1)
        self.kept = self.note = None

    def save(self, version: str, *, beside: bool) -> bool:
        """Write the draft to its file, or to a new one `beside` it, as `version`; tell whether comments were kept.

        Raises
        ------
        RubricError
            If the draft is no rubric, or the file was changed meanwhile or cannot be written.
        """
        if self.rubric is None or self.faults:
            count = len(self.faults)
            raise RubricError(
                f"The draft is no rubric yet: {count} {'thing is' if count == 1 else 'things are'} wrong, first: "
                f"{self.findings[0].place or 'rubric'}: {self.findings[0].message}",
                self.findings,
            )
        file = self.file.beside() if beside else self.file
        rubric = self.rubric.model_copy(update={"version": version})
        kept = file.save(rubric)
        self.file.drop_draft()
        self.file = file
        if version != self.rubric.version:
            self._set({**self.data, "version": version}, self.changes + 1)
        file.drop_draft()
        return kept

    def version(self, study: Rubric | None) -> str:
        """Return the version to save as: one that was written by hand, or the one that what changed asks for.

        It counts from the `study`'s rubric or, without a study, from the file as it was at first.
        """
        base = study or self._base
        if self.rubric is None or base is None:
            return str(self.data.get("version", ""))
        if self.rubric.version != (self.file.rubric or base).version:
            return self.rubric.version
        changed = _but_version(base, self.rubric)
        try:
            return changed.next_version() if changed.entries else self.rubric.version
        except ValueError:  # no version made of numbers: theirs to choose
            return self.rubric.version

    def _set(self, data: dict[str, Any], changes: int) -> None:
        self.data, self.changes = data, changes
        try:
            self.rubric, self.faults = Rubric.model_validate(data), []
        except ValidationError:
            self.faults = faults_in(data)


def design_of(given: str | Path | Rubric | None, study: Rubric | None, path: str | Path | None) -> Design:
    """Return the design of a rubric: of a file, of the library, a `Rubric`, the study's, or a new one."""
    start: Rubric | None = None
    if isinstance(given, Rubric):
        start = given
    elif given is None:
        start = study
    elif Path(given).suffix.lower() in _FILES:
        path = path or given
    else:
        start = load_rubric(given)
    file = RubricFile(path or f"{start.id if start else 'new_rubric'}.yaml")
    if start is None or file.rubric is None or file.rubric.hash == start.hash:
        return Design(file, file.rubric or start)
    design = Design(file, file.rubric)
    design.note = f"{file.path.name} is there already, so it was opened; save beside it under another name."
    return design


def _but_version(old: Rubric, new: Rubric) -> RubricDiff:
    return old.diff(new.model_copy(update={"version": old.version}))


def _empty(path: Path) -> dict[str, Any]:
    id = re.sub(r"[^A-Za-z0-9_.-]+", "_", path.stem).strip("_.-") or "new_rubric"
    title = id.replace("_", " ").replace("-", " ").strip().capitalize()
    return {
        "id": id,
        "title": title,
        "version": "1.0.0",
        "groups": [{"id": "general", "title": "General", "criteria": []}],
    }
