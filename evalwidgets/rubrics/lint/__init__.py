"""Lint: what about a rubric will probably make its judgments worse, before anyone has judged by it.

Each module holds a family of rules. A rule speaks only where it is nearly sure, for a lint that is
wrong now and then is switched off; and it is fast, for the designer runs it while one types. The
rules about wording know English only, and keep silent over other languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

from evalwidgets.rubrics.lint import balance, examples, gates, overlap, scales, signs, wording
from evalwidgets.rubrics.lint.findings import LintFinding, LintReport
from evalwidgets.rubrics.model import Criterion, Group, Rubric
from evalwidgets.rubrics.outline import criteria_of

__all__ = ["LintFinding", "LintReport", "lint", "lint_criteria"]

_ENGLISH = (signs, wording, overlap)
_ANY_LANGUAGE = (scales, gates, balance, examples)


def lint(rubric: Rubric) -> LintReport:
    """Return what stands out about `rubric`, in its order; see `Rubric.lint`."""
    return _lint(rubric, _ENGLISH, _ANY_LANGUAGE)


def lint_criteria(criteria: Sequence[Criterion], language: str = "en") -> LintReport:
    """Return what stands out about the criteria of one item, which come with it and not with the rubric.

    Only what is about single criteria, or two of them, is looked at. Published sets of such criteria
    have wrong signs among tens of thousands of right ones.

    Examples
    --------
    >>> from evalwidgets.rubrics.model import Binary
    >>> [finding.rule for finding in lint_criteria([Binary(id="a", text="Gives unsafe advice", points=10)])]
    ['sign-against-wording']
    """
    group = Group(id="criteria", title="Criteria", criteria=tuple(criteria))
    rubric = Rubric(id="item", title="One item", language=language, groups=(group,))
    return _lint(rubric, _ENGLISH, (scales,))


def _lint(rubric: Rubric, of_english: Sequence[ModuleType], of_any: Sequence[ModuleType]) -> LintReport:
    places = tuple(criteria_of(rubric))
    order = {place.criterion.id: n for n, place in enumerate(places)}
    families = (*of_english, *of_any) if rubric.language.lower().startswith("en") else of_any
    found = [finding for family in families for finding in family.check(rubric, places)]
    return LintReport(sorted(found, key=lambda finding: order.get(finding.criterion or "", -1)))
