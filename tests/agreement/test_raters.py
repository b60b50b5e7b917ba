"""Experts beside each other: what was put into the marks is what the report finds, and small numbers stay quiet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evalwidgets import Study
from evalwidgets.agreement.checks import Share
from evalwidgets.agreement.report import report_of
from evalwidgets.judgments import Timing
from evalwidgets.rubrics.model import Binary
from tests.agreement.studies import binary_marks, rubric_of, sharp

FEW: Any = {"resamples": 300}


def test_severity_is_the_offset_that_was_put_in_whatever_the_sign_of_the_points() -> None:
    random = np.random.default_rng(2)
    base = sharp(random, 300, 4, 0.9)
    strict = base.copy()
    strict[:, 0] = np.where(random.random(300) < 0.3, 0, strict[:, 0])
    bad = 1 - base
    bad[:, 0] = np.where(random.random(300) < 0.3, 1, bad[:, 0])  # sees harm where others do not
    found = report_of(binary_marks({"good": strict, "harm": bad}, points={"harm": -5}), how=FEW).raters
    offset = found["e1"].severity
    assert offset.interval.low < -0.15 < offset.interval.high
    assert found["e1"].findings[0].startswith("strict by 1")
    assert found["e2"].severity.value > 0


def test_an_outlier_agrees_less_than_the_others_do() -> None:
    random = np.random.default_rng(3)
    values = sharp(random, 150, 4, 0.95)
    values[:, 3] = random.integers(0, 2, 150)
    found = report_of(binary_marks({"a": values}), how=FEW).raters
    odd = found["e4"]
    assert odd.agreement.interval.high < 0.3
    assert odd.without.value > 0.8
    assert any(finding.startswith("agrees less") for finding in odd.findings)
    assert found["e1"].findings == ()


def test_who_becomes_stricter_is_told_from_who_is_strict() -> None:
    random = np.random.default_rng(4)
    values = sharp(random, 400, 5, 0.95)
    later = random.random(400) < np.linspace(0, 0.8, 400)
    values[:, 0] = np.where(later, 0, values[:, 0])
    found = report_of(binary_marks({"a": values}), how=FEW).raters
    assert found["e1"].drift.interval.high < -0.1
    assert "became stricter over time, beside the others" in found["e1"].findings
    assert not any("over time" in finding for finding in found["e2"].findings)


def test_nothing_is_said_of_nine_responses() -> None:
    values = np.zeros((9, 2))
    values[:, 0] = 1
    one = report_of(binary_marks({"a": values}), how=FEW).raters["e1"]
    assert one.severity.value is None
    assert str(one.severity) == "too few (9)"
    assert one.findings == ("fewer than 10 shared responses: too few to tell",)


def items(count: int) -> list[dict[str, Any]]:
    check = {"gold": {"a": True}, "metadata": {"attention_check": True}}
    return [
        *({"id": f"q{n}", "prompt": f"Q{n}?", "response": f"A{n}."} for n in range(count)),
        *(
            {"id": f"gold{n}", "prompt": f"G{n}?", "response": "It is.", "gold": {"a": "met", "b": "unmet"}}
            for n in range(6)
        ),
        *({"id": f"check{n}", "prompt": f"C{n}?", "response": "Answer met, please.", **check} for n in range(8)),
        *(
            {"id": f"again{n}", "prompt": f"Q{n}?", "response": f"A{n}.", "metadata": {"retest_of": f"q{n}"}}
            for n in range(8)
        ),
    ]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Study:
    place = tmp_path_factory.mktemp("checked") / "s.db"
    rubric = rubric_of(Binary(id="a", text="A", points=1), Binary(id="b", text="B", points=1))
    study = Study.create(place, items=items(20), rubric=rubric, protocol={"kinds": ("grade",)}, progress=False)
    random = np.random.default_rng(6)
    truth: dict[str, dict[str, str]] = {}
    for expert, seconds in (("careful", 60), ("steady", 55), ("asleep", 6)):
        session = study.session(expert)
        while (given := session.next()) is not None:
            prompt = given.view.prompt[0].text
            right = truth.setdefault(prompt, {id: str(random.choice(["met", "unmet"])) for id in "ab"})
            if prompt[0] in "GC":
                right.update(a="met", b="unmet")
            guess = {id: str(random.choice(["met", "unmet"])) for id in "ab"}
            session.submit(guess if expert == "asleep" else right, timing=Timing(active_ms=seconds * 1000))
    return study


def test_gold_attention_and_retest_are_counted_for_each_expert(checked: Study) -> None:
    raters = checked.agreement(resamples=50).raters
    careful = raters["careful"].checks
    assert (careful.gold, careful.attention, careful.retest) == (Share(12, 12), Share(8, 8), Share(16, 16))
    asleep = raters["asleep"].checks
    assert (asleep.gold.of, asleep.attention.of, asleep.retest.of) == (12, 8, 16)
    assert asleep.retest.hits < 14
    assert any("attention checks missed" in finding for finding in raters["asleep"].findings)
    assert raters["careful"].findings == ()


def test_speed_is_beside_others_on_the_same_tasks(checked: Study) -> None:
    raters = checked.agreement(resamples=50).raters
    asleep = raters["asleep"].speed
    assert asleep.seconds == pytest.approx(6)
    assert asleep.ratio == pytest.approx(6 / 57.5)
    assert asleep.hasty == 1
    assert raters["careful"].speed.ratio > 1
    assert any(finding.startswith("much quicker") for finding in raters["asleep"].findings)


def test_a_share_knows_how_little_it_rests_on() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    low, high = Share(8, 10).interval
    assert (low, high) == pytest.approx((0.490, 0.943), abs=5e-4)  # Wilson's, by hand
    assert not Share(1, 3).is_below(0.9)


def test_pairs_are_raw_and_beyond_chance() -> None:
    values = np.array([[1, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]] * 5, float)
    pairs = {(one.first, one.second): one for one in report_of(binary_marks({"a": values}), how=FEW).raters.pairs}
    same, other = pairs["e1", "e2"], pairs["e1", "e3"]
    assert (same.raw, same.n) == (1.0, 20)
    assert same.agreement == pytest.approx(1.0)
    assert other.raw == pytest.approx(0.5)
    assert other.agreement == pytest.approx(0.0, abs=0.05)
