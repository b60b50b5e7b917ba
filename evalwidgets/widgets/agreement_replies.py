"""From reports of agreement and disputes to the wire's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.widgets import wire_agreement as wire

if TYPE_CHECKING:
    from evalwidgets.agreement.adjudicating import Dispute
    from evalwidgets.agreement.beside import Estimate
    from evalwidgets.agreement.cases import Case
    from evalwidgets.agreement.coefficient import Coefficient
    from evalwidgets.agreement.report import AgreementReport
    from evalwidgets.store.store import Store
    from evalwidgets.tasks.answers import Evidence
    from evalwidgets.tasks.view import TaskView


def agreement(report: AgreementReport) -> wire.Agreement:
    """Return a report as the screen shows it."""
    stands_out = {one.criterion: one.findings for one in report.items.criteria}
    return wire.Agreement(
        title=report.title,
        method=report.criteria[0].coefficient.name if report.criteria else report.method,
        criteria=tuple(
            wire.CriterionAgreement(
                criterion=one.criterion,
                text=one.text,
                kind=one.kind,
                axes=one.axes,
                figure=_coefficient(one.coefficient),
                raw=one.coefficient.raw_agreement,
                units=one.coefficient.n_pairable,
                not_applicable=one.not_applicable,
                findings=tuple(stands_out.get(one.criterion, ())),
            )
            for one in report.criteria
        ),
        together=tuple(_together(report)),
        raters=tuple(
            wire.RaterAgreement(
                expert=one.expert,
                kind=one.kind,
                severity=_estimate(one.severity),
                agreement=_estimate(one.agreement),
                findings=one.findings,
            )
            for one in report.raters.raters
        ),
        pairs=tuple(
            wire.PairAgreement(first=one.first, second=one.second, value=one.agreement, raw=one.raw, n=one.n)
            for one in report.raters.pairs
        ),
    )


def _together(report: AgreementReport) -> list[wire.Together]:
    rows: list[wire.Together] = []
    for summary in (report.overall, *report.axes, *report.specialties):
        rows.append(wire.Together(name=summary.name, how="mean of criteria", figure=_coefficient(summary.mean)))
        rows += [
            wire.Together(name=summary.name, how=f"pooled, {what}", figure=_coefficient(one))
            for what, one in summary.pooled.items()
        ]
    return rows


def _coefficient(found: Coefficient) -> wire.Figure:
    reach = found.interval
    return wire.Figure(
        value=found.value, low=reach.low if reach else None, high=reach.high if reach else None, words=found.words
    )


def _estimate(found: Estimate) -> wire.Figure:
    reach = found.interval
    return wire.Figure(
        value=found.value, low=reach.low if reach else None, high=reach.high if reach else None, words=str(found)
    )


def cases(report: AgreementReport, store: Store, request: wire.CasesRequest) -> wire.Cases:
    """Return the cases behind a cell."""
    from evalwidgets.store import adjudications

    found = report.cases(request.criterion, request.raters or None, agreed=request.agreed)
    with store.reading() as connection:
        tasks = adjudications.tasks(connection)
    shown = found[request.start : request.start + request.limit]
    return wire.Cases(cases=tuple(_case(store, one, tasks[one.item, one.response]) for one in shown), total=len(found))


def _case(store: Store, case: Case, task: int) -> wire.Case:
    from evalwidgets.agreement.viewing import answers_of

    answers = answers_of(store, case)
    return wire.Case(
        task=task,
        item=case.item,
        response=case.response,
        criterion=case.criterion,
        disagreement=case.disagreement,
        marks=tuple(
            wire.CaseMark(
                expert=mark.expert,
                value=mark.words,
                comment=mark.comment,
                evidence=on_screen(answers[mark.judgment].evidence),
            )
            for mark in case.marks
        ),
    )


def dispute(found: Dispute, view: TaskView) -> wire.DisputeView:
    """Return a dispute as the adjudicator sees it: without names."""
    return wire.DisputeView(
        key=found.key,
        view=view,
        sides=tuple(
            wire.SideView(
                letter=side.letter,
                words=side.words,
                given=tuple(
                    wire.GivenView(comment=answer.comment, evidence=on_screen(answer.evidence)) for answer in side.given
                ),
            )
            for side in found.sides
        ),
    )


def on_screen(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Return quotes of the one response that is shown, under the letter that it is shown with."""
    return tuple(mark.model_copy(update={"response": "A"}) for mark in evidence)
