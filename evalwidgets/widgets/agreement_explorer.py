"""The widget in which a researcher looks behind the figures of agreement."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from evalwidgets.study import Study
from evalwidgets.tasks.view import TaskView
from evalwidgets.widgets import agreement_replies, assets, wire_agreement
from evalwidgets.widgets.base import AppWidget

if TYPE_CHECKING:
    from evalwidgets.agreement.methods import Method
    from evalwidgets.agreement.report import AgreementReport


class AgreementExplorer(AppWidget):
    """See how well experts agree, by criterion and by expert, and the answers behind every figure.

    It shows names and marks of all experts: it is for whoever runs the study, not for those who judge.

    Parameters
    ----------
    study
        A `Study`, or the path or URL of one.
    method
        Which coefficient: ``alpha``, ``fleiss``, ``ac1``, ``brennan_prediger`` or ``raw``.

    Examples
    --------
    >>> AgreementExplorer("cardiology.db")  # doctest: +SKIP
    """

    app: ClassVar[assets.App] = "team"

    _widget = traitlets.Unicode("agreement_explorer").tag(sync=True)

    def __init__(self, study: Study | str | Path, *, method: Method = "alpha") -> None:
        self.study = study if isinstance(study, Study) else Study.open(study)
        self._method: Method = method
        self._guard = threading.Lock()  # of `_report`: requests come on any thread
        self._report: AgreementReport | None = None
        super().__init__(
            f"agreement:{self.study.id}",
            {"agreement_open": self._open, "agreement_cases": self._cases, "agreement_case": self._case},
        )

    @property
    def report(self) -> AgreementReport:
        """What is shown, as `Study.agreement` returned it."""
        with self._guard:
            if self._report is None:
                self._report = self.study.agreement(self._method)
            return self._report

    def __repr__(self) -> str:
        return f"AgreementExplorer({self.study.title!r})"

    def _open(self, payload: dict[str, Any]) -> wire_agreement.Agreement:
        wire_agreement.AgreementRequest.model_validate(payload)
        with self._guard:
            self._report = None  # the study has moved on since
        return agreement_replies.agreement(self.report)

    def _cases(self, payload: dict[str, Any]) -> wire_agreement.Cases:
        request = wire_agreement.CasesRequest.model_validate(payload)
        return agreement_replies.cases(self.report, self.study.store, request)

    def _case(self, payload: dict[str, Any]) -> TaskView:
        from evalwidgets.agreement.viewing import response_view

        request = wire_agreement.CaseRequest.model_validate(payload)
        return response_view(self.study.store, request.task, request.criterion)
