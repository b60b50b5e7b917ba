"""Lint: what about a rubric will probably make its judgments worse, before anyone has judged by it.

Each module holds a family of rules. A rule speaks only where it is nearly sure, for a lint that is
wrong now and then is switched off; and it is fast, for the designer runs it while one types. The
rules about wording know English only, and keep silent over other languages.
"""

from __future__ import annotations

from evalwidgets.rubrics.lint import balance, examples, gates, overlap, scales, signs, wording
from evalwidgets.rubrics.lint.findings import LintFinding, LintReport
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.outline import criteria_of

__all__ = ["LintFinding", "LintReport", "lint"]

_ENGLISH = (signs, wording, overlap)
_ANY_LANGUAGE = (scales, gates, balance, examples)


def lint(rubric: Rubric) -> LintReport:
    """Return what stands out about `rubric`, in its order; see `Rubric.lint`."""
    places = tuple(criteria_of(rubric))
    order = {place.criterion.id: n for n, place in enumerate(places)}
    families = (*_ENGLISH, *_ANY_LANGUAGE) if rubric.language.lower().startswith("en") else _ANY_LANGUAGE
    found = [finding for family in families for finding in family.check(rubric, places)]
    return LintReport(sorted(found, key=lambda finding: order.get(finding.criterion or "", -1)))
