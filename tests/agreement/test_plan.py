"""How many more: what the plan asks for gives an interval of the width asked for."""

from __future__ import annotations

import numpy as np
import pytest

from evalwidgets import agreement
from evalwidgets.agreement.plan import plan_of
from evalwidgets.errors import AgreementError
from tests.agreement.studies import binary_marks, sharp


def test_with_the_items_it_asks_for_the_interval_is_as_narrow_as_wanted() -> None:
    pilot = sharp(np.random.default_rng(0), 60, 3, 0.8)
    plan = plan_of(binary_marks({"a": pilot}), "a", 0.1)
    for design in plan.designs:
        if design.raters not in {2, 3, 5}:
            continue
        widths = []
        for seed in range(6):
            more = sharp(np.random.default_rng([1, seed]), design.items, design.raters, 0.8)
            reach = agreement.krippendorff_alpha(more, resamples=400).interval
            widths.append(reach.high - reach.low)
        # The pilot's own agreement is uncertain, so that the plan is, too.
        assert np.mean(widths) == pytest.approx(0.1, rel=0.3)


def test_more_raters_need_fewer_items_and_a_narrower_interval_more() -> None:
    marks = binary_marks({"a": sharp(np.random.default_rng(1), 80, 3, 0.75)})
    wide, narrow = plan_of(marks, "a", 0.2), plan_of(marks, "a", 0.1)
    assert wide.designs[0].items > wide.designs[-1].items
    for one, other in zip(wide.designs, narrow.designs, strict=True):
        assert other.items == pytest.approx(4 * one.items, rel=0.1)
    assert narrow.best.more_judgments == min(design.more_judgments for design in narrow.designs)


def test_it_says_so_when_enough_is_there() -> None:
    marks = binary_marks({"a": sharp(np.random.default_rng(2), 500, 3, 0.9)})
    plan = plan_of(marks, "a", 0.4)
    assert plan.best.more_judgments == 0
    assert "nothing more is needed" in plan.words
    assert plan._repr_html_().startswith("<div>a: the interval is")


def test_a_pilot_that_tells_nothing_gives_no_plan() -> None:
    plan = plan_of(binary_marks({"a": np.ones((20, 3))}), "a")
    assert plan.designs == ()
    assert plan.best is None
    assert "the pilot does not tell" in str(plan)


def test_a_width_that_cannot_be_is_refused() -> None:
    with pytest.raises(AgreementError, match="width is that of an interval"):
        plan_of(binary_marks({"a": np.ones((20, 3))}), "a", 0)
