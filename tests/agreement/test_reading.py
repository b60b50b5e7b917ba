"""What counts as ratings: orientation is checked, order is never taken from words, nothing is guessed."""

from __future__ import annotations

import datasets
import numpy as np
import pandas as pd
import polars as pl
import pytest

from evalwidgets import agreement
from evalwidgets.errors import AgreementError
from tests.agreement.ratings import KRIPPENDORFF


def long(values: np.ndarray) -> pd.DataFrame:
    units, raters = np.nonzero(np.isfinite(values))
    names = np.array(["ada", "ben", "cem", "dia", "eva"])
    return pd.DataFrame({"unit": [f"u{n:02}" for n in units], "rater": names[raters], "value": values[units, raters]})


def test_an_array_turned_round_is_refused_and_not_computed() -> None:
    with pytest.raises(AgreementError, match=r"4 rows and 12 columns.*pass data.T.*rows='units'"):
        agreement.krippendorff_alpha(KRIPPENDORFF.T)
    assert agreement.krippendorff_alpha(KRIPPENDORFF.T, rows="units", interval=None).n_raters == 12


@pytest.mark.parametrize(
    "make", [lambda f: f, datasets.Dataset.from_pandas, pl.from_pandas], ids=["pandas", "hf", "pl"]
)
def test_a_long_table_in_any_order_gives_what_the_array_gives(make: object) -> None:
    table = make(long(KRIPPENDORFF).sample(frac=1, random_state=1))
    for metric in ("nominal", "ordinal", "interval", "ratio"):
        ours, of_array = (agreement.krippendorff_alpha(data, metric) for data in (table, KRIPPENDORFF))
        assert ours.value == of_array.value
        assert ours.interval == of_array.interval


def test_columns_by_other_names_and_units_of_several_columns() -> None:
    table = long(KRIPPENDORFF)
    table[["story", "test"]] = [(unit[1], unit[2]) for unit in table["unit"]]
    table = table.rename(columns={"rater": "who", "value": "mark"}).drop(columns="unit")
    found = agreement.krippendorff_alpha(table, unit=["story", "test"], rater="who", value="mark")
    assert found.value == pytest.approx(0.743, abs=5e-4)


def test_a_table_of_other_columns_says_what_is_needed() -> None:
    with pytest.raises(AgreementError, match="has the columns a, b; it needs unit, rater and value"):
        agreement.krippendorff_alpha(pd.DataFrame({"a": [1], "b": [2]}))
    with pytest.raises(AgreementError, match="no column 'mark'; it has unit, rater, value"):
        agreement.krippendorff_alpha(long(KRIPPENDORFF), value="mark")


def test_a_unit_rated_twice_by_one_rater_is_named() -> None:
    table = pd.concat([long(KRIPPENDORFF), pd.DataFrame({"unit": ["u03"], "rater": ["ben"], "value": [1.0]})])
    with pytest.raises(AgreementError, match="ben rated the unit 'u03' twice"):
        agreement.krippendorff_alpha(table)


def test_a_unit_belongs_to_one_cluster_and_one_that_is_known() -> None:
    table = long(KRIPPENDORFF).assign(item="i")
    table.loc[4, "item"] = "j"
    with pytest.raises(AgreementError, match=r"the unit 'u\d+' is in more than one item; each unit belongs to one"):
        agreement.krippendorff_alpha(table, cluster="item")
    table["item"] = None
    with pytest.raises(AgreementError, match="ratings have nothing in the column 'item'"):
        agreement.krippendorff_alpha(table, cluster="item")


def test_what_says_nothing_about_the_data_is_refused_and_not_passed_over() -> None:
    with pytest.raises(AgreementError, match="cluster=… says nothing about an array, which takes categories and rows"):
        agreement.krippendorff_alpha(KRIPPENDORFF, cluster="item")
    with pytest.raises(AgreementError, match="experts=… says nothing about a table"):
        agreement.krippendorff_alpha(long(KRIPPENDORFF), experts="human")
    with pytest.raises(AgreementError, match="criterion='dose' chooses from a study or its table of scores"):
        agreement.krippendorff_alpha(long(KRIPPENDORFF), criterion="dose")


WORDS = np.array([["10", "2"], ["2", "2"], ["1", "1"], ["10", "10"], ["1", "2"]], dtype=object)


def test_words_have_no_order_of_their_own() -> None:
    assert agreement.krippendorff_alpha(WORDS).state == "ok"
    for call in (
        lambda: agreement.krippendorff_alpha(WORDS, "ordinal"),
        lambda: agreement.fleiss_kappa(WORDS, "quadratic"),
        lambda: agreement.icc(WORDS),
        lambda: agreement.kendall_w(WORDS),
    ):
        with pytest.raises(AgreementError, match=r"words have none: pass categories="):
            call()


def test_the_order_given_counts_and_not_the_alphabet() -> None:
    given = agreement.krippendorff_alpha(WORDS, "ordinal", categories=["1", "2", "10"], interval=None)
    numbers = agreement.krippendorff_alpha(WORDS.astype(float), "ordinal", interval=None)
    alphabetical = agreement.krippendorff_alpha(WORDS, "ordinal", categories=["1", "10", "2"], interval=None)
    assert given.value == numbers.value
    assert given.value != alphabetical.value


def test_an_ordered_categorical_column_brings_its_order() -> None:
    table = pd.DataFrame({"unit": [1, 1, 2, 2, 3, 3], "rater": ["a", "b"] * 3, "value": list("lmmhhl")})
    table["value"] = pd.Categorical(table["value"], categories=["l", "m", "h"], ordered=True)
    found = agreement.krippendorff_alpha(table, "ordinal", interval=None)
    table["value"] = table["value"].map({"l": 1, "m": 2, "h": 3}).astype(int)
    assert found.value == agreement.krippendorff_alpha(table, "ordinal", interval=None).value


def test_a_value_outside_the_categories_is_named() -> None:
    with pytest.raises(AgreementError, match="'10' is not among the categories"):
        agreement.krippendorff_alpha(WORDS, categories=["1", "2"])


def test_a_category_that_nobody_chose_is_counted_among_those_there_are() -> None:
    two = agreement.brennan_prediger(WORDS, categories=["1", "2", "10"], interval=None)
    four = agreement.brennan_prediger(WORDS, categories=["1", "2", "3", "10"], interval=None)
    assert four.value > two.value


def test_truth_values_none_and_whole_numbers_are_read() -> None:
    truth = agreement.krippendorff_alpha([[True, True], [False, None], [True, False], [False, False]])
    numbers = agreement.krippendorff_alpha(np.array([[1, 1], [0, np.nan], [1, 0], [0, 0]]))
    assert truth.value == numbers.value
    assert agreement.krippendorff_alpha(np.array([[True, True], [False, True]])).most_frequent == "1"


@pytest.mark.parametrize("bad", [3, "no such file.parquet", [[1, 2], [3]], np.zeros((2, 2, 2)), [1, 2, 3]])
def test_anything_else_is_refused_in_plain_words(bad: object) -> None:
    with pytest.raises(AgreementError):
        agreement.krippendorff_alpha(bad)


def test_cohen_wants_two_raters_by_name() -> None:
    with pytest.raises(AgreementError, match=r"there are 4 \(ada, ben, cem, dia\): name two"):
        agreement.cohen_kappa(long(KRIPPENDORFF))
    with pytest.raises(AgreementError, match="no rater 'zoe'"):
        agreement.cohen_kappa(long(KRIPPENDORFF), raters=("ada", "zoe"))
    assert agreement.cohen_kappa(long(KRIPPENDORFF), raters=("ada", "ben")).n_units == 9


def test_units_of_one_item_are_drawn_together_so_that_the_interval_is_wide_enough() -> None:
    random = np.random.default_rng(4)
    # Each item's ten units are all alike: 40 items hold as much as 40 units, not 400.
    per_item = random.integers(0, 2, (40, 3)).astype(float)
    table = pd.DataFrame(
        [
            {"item": item, "unit": f"{item}/{n}", "rater": str(rater), "value": per_item[item, rater]}
            for item in range(40)
            for n in range(10)
            for rater in range(3)
        ]
    )
    alone = agreement.krippendorff_alpha(table).interval
    together = agreement.krippendorff_alpha(table, cluster="item")
    single = agreement.krippendorff_alpha(per_item).interval
    assert together.over == "40 items"
    assert alone.high - alone.low < 0.5 * (together.interval.high - together.interval.low)
    assert together.interval.high - together.interval.low == pytest.approx(single.high - single.low, rel=0.15)
