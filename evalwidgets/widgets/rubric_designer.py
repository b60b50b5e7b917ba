"""The widget in which a researcher designs a rubric, sees it as experts will, and tries it out."""

from __future__ import annotations

import threading
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Literal

import traitlets

from evalwidgets.errors import Finding, StudyError
from evalwidgets.protocol import Protocol
from evalwidgets.rubrics.diff import RubricDiff
from evalwidgets.rubrics.loading import load_rubric
from evalwidgets.rubrics.model import Rubric
from evalwidgets.study import Study
from evalwidgets.tasks.view import TaskView
from evalwidgets.widgets import assets, design_replies, replies, wire, wire_designer
from evalwidgets.widgets.base import AppWidget
from evalwidgets.widgets.design import Design, design_of
from evalwidgets.widgets.design_items import Shown, of_tasks, shown_of


class RubricDesigner(AppWidget):
    """Design a rubric: an outline to edit on one side, the grader as experts will see it on the other.

    What is typed is kept beside the rubric's file at once, and goes into the file when it is saved.

    Parameters
    ----------
    rubric
        The path of a YAML or JSON file, which need not be there yet; the name of one in the library;
        a `Rubric`; or None for the study's, or else a new one.
    study
        The study that uses it, or its path: its answers are shown in the preview, what changes
        against its rubric is told, and its experts' remarks arrive in the inbox.
    items
        Answers for the preview, instead of the study's: whatever `read_items` reads.
    columns
        Which of their columns is what, where the names do not tell.
    path
        Where to save what does not come from a file; None: the rubric's id in the working folder.

    Raises
    ------
    RubricError
        If the rubric is there and cannot be read.

    Examples
    --------
    >>> designer = RubricDesigner("cardiology.yaml", study="cardiology.db")  # doctest: +SKIP
    >>> designer.rubric  # the rubric as it is on the screen  # doctest: +SKIP
    """

    app: ClassVar[assets.App] = "designer"

    _widget = traitlets.Unicode("rubric_designer").tag(sync=True)

    def __init__(
        self,
        rubric: str | Path | Rubric | None = None,
        *,
        study: Study | str | Path | None = None,
        items: Any = None,
        columns: dict[str, Any] | None = None,
        path: str | Path | None = None,
    ) -> None:
        self.study = study if isinstance(study, Study) or study is None else Study.open(study)
        self._guard = threading.RLock()  # of `_design`: requests come on any thread
        self._design: Design = design_of(rubric, self.study.rubric if self.study else None, path)
        self._items = shown_of(self.study, items, columns, self._design.rubric)
        super().__init__(
            f"design:{self._design.file.path}",
            {
                "design_open": self._open,
                "design_check": self._check,
                "design_item": self._item,
                "design_changes": self._changes,
                "design_save": self._save,
                "design_reload": self._reload,
                "design_import": self._import,
                "design_text": design_replies.node_text,
                "design_remarks": self._remarks,
                "design_settle": self._settle,
            },
        )

    @property
    def rubric(self) -> Rubric | None:
        """The rubric as it is on the screen, or as it last was when the draft was one; None: it was none yet.

        What is assigned shows on the screen, and can be undone there.
        """
        return self._design.rubric

    @rubric.setter
    def rubric(self, rubric: Rubric) -> None:
        with self._guard:
            self._design.assign(rubric)
        self.send(wire.Event(event="rubric_changed").model_dump())

    @property
    def draft(self) -> dict[str, Any]:
        """What is on the screen, as plain data, whether it is a rubric or not."""
        return self._design.data

    @property
    def problems(self) -> list[Finding]:
        """Why the draft is no rubric; empty if it is one."""
        return self._design.findings

    @property
    def path(self) -> Path:
        """The file that is saved to."""
        return self._design.file.path

    def save(self, *, beside: bool = False) -> Path:
        """Write the draft to its file, its version bumped by what changed; return the path.

        Only the lines that changed are written anew.

        Parameters
        ----------
        beside
            Save under the next free name, and go on there.

        Raises
        ------
        RubricFileChanged
            If somebody else has changed the file meanwhile.
        RubricError
            If the draft is no rubric, or the file cannot be written.
        """
        with self._guard:
            self._design.save(self._design.version(self._of_study), beside=beside)
        self.send(wire.Event(event="rubric_changed").model_dump())
        return self.path

    def changes(self, against: Literal["saved", "study"] = "saved") -> RubricDiff:
        """Return what the draft changes against the file as ``"saved"``, or against the ``"study"``'s rubric.

        Raises
        ------
        StudyError
            If there is nothing to compare.
        """
        with self._guard:
            other = self._of_study if against == "study" else self._design.file.rubric
            if other is None or self._design.rubric is None:
                has = "there is no study" if against == "study" else "nothing is saved yet"
                raise StudyError(f"There is nothing to compare with: {has}.")
            return other.diff(self._design.rubric)

    def __repr__(self) -> str:
        return f"RubricDesigner({self.path.name!r})"

    @property
    def _of_study(self) -> Rubric | None:
        return self.study.rubric if self.study else None

    @property
    def _rules(self) -> Protocol:
        return self.study.protocol if self.study else Protocol()

    def _open(self, payload: dict[str, Any]) -> wire_designer.DesignOpened:
        wire_designer.DesignOpenRequest.model_validate(payload)
        with self._guard:
            design, uses = self._design, self._of_study
            return wire_designer.DesignOpened(
                place=sha256(str(design.file.path).encode()).hexdigest()[:16],
                file=design.file.path.name,
                draft=wire_designer.DesignDraft(data=design.data, changes=design.changes, base=design.file.base),
                kept=design.kept,
                items=_titled(self._items),
                library=design_replies.library_entries(),
                study=f"{uses.title} {uses.version}" if uses else None,
                settings=replies.settings(self._rules),
                note=design.note,
            )

    def _check(self, payload: dict[str, Any]) -> wire_designer.Checked:
        request = wire_designer.CheckRequest.model_validate(payload)
        with self._guard:
            design, draft = self._design, request.draft
            kept = design.keep() if draft is None else design.take(draft.data, draft.changes, draft.base)
            return design_replies.checked(
                design,
                self._shown(request.item),
                request.answers,
                version=design.version(self._of_study),
                kept=kept,
            )

    def _item(self, payload: dict[str, Any]) -> TaskView:
        number = wire_designer.ItemRequest.model_validate(payload).item
        with self._guard:
            rubric = self._design.rubric
        return design_replies.view(self._shown(number), rubric, self._rules, number)

    def _shown(self, number: int) -> Shown:
        if not 0 <= number < len(self._items):
            raise StudyError(f"There is no item {number + 1} to show; there are {len(self._items)}.")
        return self._items[number]

    def _changes(self, payload: dict[str, Any]) -> wire_designer.DesignChanges:
        request = wire_designer.ChangesRequest.model_validate(payload)
        found = self.changes(request.against)
        return design_replies.changes(found, self._design.version(self._of_study))

    def _save(self, payload: dict[str, Any]) -> wire_designer.DesignSaved:
        request = wire_designer.SaveRequest.model_validate(payload)
        with self._guard:
            design = self._design
            if request.changes != design.changes and not design.is_saved:
                raise StudyError("What is to be saved has not arrived yet. Save again.")
            kept = True
            if not design.is_saved or request.beside:
                kept = design.save(design.version(self._of_study), beside=request.beside)
            rubric = design.file.rubric
            return wire_designer.DesignSaved(
                file=design.file.path.name,
                version=rubric.version if rubric else "",
                base=design.file.base,
                comments_kept=kept,
            )

    def _reload(self, payload: dict[str, Any]) -> wire_designer.DesignOpened:
        wire_designer.ReloadRequest.model_validate(payload)
        with self._guard:
            self._design.reload()
        return self._open({})

    def _import(self, payload: dict[str, Any]) -> wire_designer.Imported:
        request = wire_designer.ImportRequest.model_validate(payload)
        if request.library is not None:
            return design_replies.imported(load_rubric(request.library), "")
        return design_replies.imported_file(request.file, request.content)

    def _remarks(self, payload: dict[str, Any]) -> wire_designer.DesignRemarks:
        wire_designer.DesignRemarksRequest.model_validate(payload)
        return self._waiting()

    def _settle(self, payload: dict[str, Any]) -> wire_designer.DesignRemarks:
        request = wire_designer.SettleRequest.model_validate(payload)
        if self.study is None:
            raise StudyError("There is no study whose experts could have said anything.")
        if any(said.id == request.id and said.verdict is None for said in self.study.remarks()):
            self.study.answer_remark(request.id, "accepted" if request.accept else "declined", request.reason)
        return self._waiting()

    def _waiting(self) -> wire_designer.DesignRemarks:
        """Return the remarks that wait; the items that they came from are among the preview's from now on."""
        said = [] if self.study is None else [one for one in self.study.remarks() if one.verdict is None]
        with self._guard:
            shown = {one.task for one in self._items}
            missing = sorted({one.task for one in said if one.task is not None} - shown)
            if self.study is not None and missing:
                self._items += of_tasks(self.study, missing)
            items = self._items
        return wire_designer.DesignRemarks(
            remarks=tuple(design_replies.remark(one, items) for one in reversed(said)),
            items=_titled(items),
        )


def _titled(items: tuple[Shown, ...]) -> tuple[wire_designer.DesignItem, ...]:
    return tuple(wire_designer.DesignItem(title=shown.title) for shown in items)
