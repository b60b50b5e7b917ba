"""The widget in which an adjudicator settles what experts disagree on."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from evalwidgets.errors import StudyError
from evalwidgets.study import Study
from evalwidgets.widgets import agreement_replies, assets, wire_agreement
from evalwidgets.widgets.base import AppWidget

if TYPE_CHECKING:
    from evalwidgets.agreement.cases import Case, Rule


class Adjudicator(AppWidget):
    """Settle disagreements, the greatest first: side with A, with B, or with neither and say why.

    Who gave which answer is not shown. Decisions stand beside the judgments and erase none.

    Parameters
    ----------
    study
        A `Study`, or the path or URL of one.
    expert
        Who settles: a pseudonym.
    rule
        Which disagreements: ``any``, ``no_majority``, ``far``; None: as the protocol says.

    Examples
    --------
    >>> Adjudicator("cardiology.db", expert="dr-chief")  # doctest: +SKIP
    """

    app: ClassVar[assets.App] = "team"

    _widget = traitlets.Unicode("adjudicator").tag(sync=True)

    def __init__(self, study: Study | str | Path, *, expert: str, rule: Rule | None = None) -> None:
        self.study = study if isinstance(study, Study) else Study.open(study)
        self.expert = expert
        self._adjudicator = self.study.adjudicator(expert, rule)
        self._guard = threading.Lock()  # of `_waiting` and `_settled`: requests come on any thread
        self._waiting: list[Case] = []
        self._settled: set[str] = set()
        super().__init__(
            f"adjudicator:{self.study.id}:{expert}",
            {"adjudicate_open": self._open, "adjudicate_settle": self._settle},
        )

    def __repr__(self) -> str:
        return f"Adjudicator({self.study.title!r}, expert={self.expert!r})"

    def _open(self, payload: dict[str, Any]) -> wire_agreement.Docket:
        wire_agreement.DisputeRequest.model_validate(payload)
        with self._guard:
            self._waiting = self._adjudicator.open()
            return self._docket()

    def _settle(self, payload: dict[str, Any]) -> wire_agreement.Docket:
        request = wire_agreement.DecisionRequest.model_validate(payload)
        with self._guard:
            if request.decision in self._settled:
                return self._docket()
            if not self._waiting:  # the kernel was started anew since this was shown
                self._waiting = self._adjudicator.open()
            found = next((case for case in self._waiting if self._key(case) == request.key), None)
            if found is None:
                if any(one.id == request.decision for one in self.study.adjudications(superseded=True)):
                    return self._docket()
                raise StudyError("This was settled meanwhile. Run the cell again to go on with what is left.")
            self._adjudicator.settle(
                self._adjudicator.dispute(found),
                request.side,
                answer=request.answer,
                reason=request.reason,
                id=request.decision,
            )
            self._settled.add(request.decision)
            self._waiting.remove(found)
            return self._docket()

    def _key(self, case: Case) -> str:
        return f"{self._adjudicator.task_of(case)}:{case.criterion}"

    def _docket(self) -> wire_agreement.Docket:
        shown = None
        if self._waiting:
            dispute = self._adjudicator.dispute(self._waiting[0])
            shown = agreement_replies.dispute(dispute, self._adjudicator.view(dispute))
        return wire_agreement.Docket(
            title=self.study.title,
            rule=self._adjudicator.rule,
            settled=len(self._settled),
            left=len(self._waiting),
            dispute=shown,
        )
