"""What the lint says: findings, and the report that they come in."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from evalwidgets.rubrics.html_table import html_table
from evalwidgets.rubrics.outline import PlacedCriterion, PlacedGroup

Severity = Literal["warning", "advice"]
"""A warning: scores will be wrong, or experts will read it in two ways. Advice: they may."""


@dataclass(frozen=True)
class LintFinding:
    """One thing about a rubric that will probably make its judgments worse.

    Attributes
    ----------
    rule
        The name of the rule: ``"sign-against-wording"``.
    place
        What it is about, in words: "criterion dose"; "rubric" if it is about the whole.
    path
        Where that is in the data: ``groups[1].criteria[0].points``.
    found
        What was found there.
    why
        Why it matters.
    suggestion
        What to do about it.
    criterion, group
        The ids of what it is about; None where it is about more.
    """

    rule: str
    severity: Severity
    place: str
    path: str
    found: str
    why: str
    suggestion: str
    criterion: str | None = None
    group: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.found} [{self.rule}]\n    {self.why}\n    → {self.suggestion}"


class LintReport(tuple[LintFinding, ...]):
    """The findings about one rubric, in its order; empty if there is nothing to say."""

    __slots__ = ()

    def of(self, criterion: str) -> LintReport:
        """Return what was found about one criterion."""
        return LintReport(finding for finding in self if finding.criterion == criterion)

    def __repr__(self) -> str:
        return "\n".join([self._headline(), *(f"  {finding}" for finding in self)])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        rows = (
            (
                f"{escape(one.place)}<br><small>{escape(one.rule)}</small>",
                f"{escape(one.found)}<br><small>{escape(one.why)}</small>",
                escape(one.suggestion),
            )
            for one in self
        )
        return html_table(self._headline(), ("where", "what was found", "suggestion"), rows)

    def _headline(self) -> str:
        if not self:
            return "No lint: nothing about this rubric stands out."
        warnings = sum(finding.severity == "warning" for finding in self)
        counts = [(warnings, "warning"), (len(self) - warnings, "piece of advice")]
        plurals = {"piece of advice": "pieces of advice", "warning": "warnings"}
        return ", ".join(f"{n} {word if n == 1 else plurals[word]}" for n, word in counts if n)


def about(
    place: PlacedCriterion | PlacedGroup | None,
    rule: str,
    found: str,
    *,
    why: str,
    suggestion: str,
    severity: Severity = "warning",
    field: str = "",
) -> LintFinding:
    """Make a finding about a criterion, a group, or (None) the rubric; `field` is the part of it at fault."""
    match place:
        case PlacedCriterion(criterion=criterion, path=path):
            words, ids = f"criterion {criterion.id}", (criterion.id, place.group)
        case PlacedGroup(group=group, path=path):
            words, ids = f"group {group.id}", (None, group.id)
        case None:
            words, path, ids = "rubric", "", (None, None)
    where = ".".join(part for part in (path, field) if part)
    return LintFinding(rule, severity, words, where, found, why, suggestion, *ids)
