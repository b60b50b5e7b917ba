"""Marked spans: the same marks, and the same characters."""

from __future__ import annotations

import pytest

from evalwidgets.agreement import span_agreement

ADA = {"a": [(0, 10), (20, 30)], "b": [(5, 9)], "c": []}
BEN = {"a": [(0, 10), (25, 35)], "b": [], "c": [], "d": [(0, 3)]}


def test_exact_and_overlap_are_different_questions() -> None:
    exact = span_agreement(ADA, BEN, "exact")
    assert exact.value == pytest.approx(2 * 1 / (3 + 2))
    overlap = span_agreement(ADA, BEN, "overlap")
    assert overlap.value == pytest.approx(2 * 15 / (24 + 20))
    assert overlap.n_pairable == 3
    assert overlap.n_units == 4
    assert overlap.interval.low <= overlap.value <= overlap.interval.high


def test_a_category_that_differs_is_no_match() -> None:
    first, second = {"a": [(0, 10, "Fluency")]}, {"a": [(0, 10, "Accuracy")]}
    assert span_agreement(first, second).value == 0
    assert span_agreement(first, first).value == 1


def test_marks_that_overlap_each_other_are_counted_once() -> None:
    assert span_agreement({"a": [(0, 10), (5, 15)]}, {"a": [(0, 15)]}).value == 1


def test_nothing_shared_and_nothing_marked_are_states() -> None:
    assert span_agreement({"a": []}, {"b": []}).state == "no_overlap"
    assert span_agreement({"a": []}, {"a": []}).state == "no_variation"
