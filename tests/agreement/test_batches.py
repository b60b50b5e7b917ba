"""Larger than memory, or on several machines: the very same number to the last digit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evalwidgets import agreement
from evalwidgets.agreement.batches import tally_parquet
from evalwidgets.agreement.coefficients import krippendorff_alpha
from evalwidgets.agreement.ratings import coded
from evalwidgets.errors import AgreementError


def ratings(units: int = 2_000, raters: int = 6) -> pd.DataFrame:
    random = np.random.default_rng(2)
    true = random.integers(1, 6, units)
    rows = [
        (f"u{unit:06}", f"r{rater}", int(true[unit] if random.random() < 0.6 else random.integers(1, 6)))
        for unit in range(units)
        for rater in range(raters)
        if random.random() < 0.6
    ]
    return pd.DataFrame(rows, columns=["unit", "rater", "value"])


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return ratings()


COUNTED = [
    agreement.krippendorff_alpha,
    agreement.fleiss_kappa,
    agreement.gwet_ac,
    agreement.brennan_prediger,
    agreement.raw_agreement,
    agreement.pairwise_agreement,
]
ASKING_WHO = [
    agreement.cohen_kappa,
    agreement.conger_kappa,
    agreement.icc,
    agreement.kendall_tau,
    agreement.kendall_w,
    agreement.macro_f1,
    agreement.pairwise_pearson,
]


@pytest.mark.parametrize("batch_rows", [7, 100, 10_000])
def test_parquet_in_batches_gives_the_same_to_the_last_digit(
    table: pd.DataFrame, tmp_path: Path, batch_rows: int
) -> None:
    path = tmp_path / "ratings.parquet"
    table.to_parquet(path, row_group_size=500)
    tally = tally_parquet(path, batch_rows=batch_rows)
    for coefficient in COUNTED:
        at_once, in_batches = coefficient(table, resamples=50), coefficient(tally, resamples=50)
        assert at_once == in_batches  # value, interval and every count


def test_a_path_is_enough(table: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "ratings.parquet"
    table.rename(columns={"value": "mark"}).to_parquet(path)
    found = agreement.krippendorff_alpha(path, "ordinal", value="mark", resamples=10)
    assert found == agreement.krippendorff_alpha(table, "ordinal", resamples=10)


def test_words_in_parquet_need_their_order_too(tmp_path: Path) -> None:
    path = tmp_path / "words.parquet"
    pd.DataFrame({"unit": [1, 1, 2, 2], "rater": ["a", "b"] * 2, "value": ["lo", "hi", "lo", "lo"]}).to_parquet(path)
    with pytest.raises(AgreementError, match="words have none"):
        agreement.krippendorff_alpha(path, "ordinal")
    assert agreement.krippendorff_alpha(path, "ordinal", categories=["lo", "hi"]).n_units == 2


def test_a_file_that_is_not_sorted_by_unit_is_refused(table: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "unsorted.parquet"
    table.sample(frac=1, random_state=1).to_parquet(path)
    with pytest.raises(
        AgreementError, match=r"is not sorted by 'unit' \('u\d+' stands after .*: sort it, as by .*, or pass dask"
    ):
        agreement.krippendorff_alpha(path)


def test_a_unit_that_comes_again_in_a_later_batch_is_named(tmp_path: Path) -> None:
    path = tmp_path / "again.parquet"
    pd.DataFrame({"unit": [1, 1, 2, 2, 1], "rater": [*"abab", "c"], "value": 1}).to_parquet(path)
    for rows in (2, 5):
        with pytest.raises(AgreementError, match=r"not sorted by 'unit' \(1 stands after"):
            tally_parquet(path, batch_rows=rows)


@pytest.mark.parametrize("batch_rows", [2, 100])
def test_units_and_values_may_be_categories_and_ratings_may_be_missing(tmp_path: Path, batch_rows: int) -> None:
    words = pd.DataFrame(
        {
            "unit": ["u2", "u2", "u2", "u10", "u10", None, "u1", "u1"],
            "rater": ["a", "b", "c", "a", "b", None, "a", "b"],
            "value": ["yes", "no", None, "yes", "yes", None, "no", "no"],
        }
    )
    path = tmp_path / "words.parquet"
    # The categories of a column may stand in any order; the units are sorted by what they are called.
    typed = words.astype({"unit": pd.CategoricalDtype(["u2", "u1", "u10"]), "value": "category"})
    typed.sort_values("unit", key=lambda units: units.astype(str), kind="stable").to_parquet(path)
    tally = tally_parquet(path, batch_rows=batch_rows)
    found = agreement.raw_agreement(tally, interval=None)
    assert (found.value, found.n_units, found.n_raters) == (pytest.approx((0 + 1 + 1) / 3), 3, 2)
    assert found == agreement.raw_agreement(words[words["value"].notna()], interval=None)


@pytest.mark.parametrize("column", ["unit", "rater"])
def test_a_rating_without_a_unit_or_a_rater_is_nobody_elses(tmp_path: Path, column: str) -> None:
    import dask.dataframe as dd

    table = pd.DataFrame({"unit": ["u1", "u1", "u2", "u2"], "rater": [*"abab"], "value": [1, 1, 0, 1]})
    table.loc[3, column] = None
    path = tmp_path / "nameless.parquet"
    table.to_parquet(path)
    for data in (table, path, dd.from_pandas(table, npartitions=1)):
        with pytest.raises(AgreementError, match=f"1 rating has nothing in the column '{column}'; fill it in"):
            agreement.raw_agreement(data)
    without = table.assign(value=[1, 1, 0, None])
    assert agreement.raw_agreement(without, interval=None).n_units == 2  # what is not rated needs no name


def test_what_batches_do_not_take_is_refused_and_not_passed_over(table: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "ratings.parquet"
    table.assign(item=table["unit"]).to_parquet(path)
    for name, given in {"cluster": "item", "criterion": "dose", "experts": "human"}.items():
        with pytest.raises(
            AgreementError, match=f"{name}=… says nothing about a Parquet file, which takes unit, rater"
        ):
            agreement.krippendorff_alpha(path, **{name: given})


def test_a_rating_given_twice_is_found_across_batches(table: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "twice.parquet"
    pd.concat([table, table.iloc[[150]]]).sort_values("unit", kind="stable").to_parquet(path)
    with pytest.raises(AgreementError, match=r"rated the unit .* twice"):
        tally_parquet(path, batch_rows=7)


def test_coefficients_that_ask_who_gave_what_say_that_batches_do_not_keep_it(
    table: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "ratings.parquet"
    table.to_parquet(path)
    for coefficient in ASKING_WHO:
        with pytest.raises(AgreementError, match="read the ratings into memory"):
            coefficient(path)


def test_every_docstring_says_which_ratings_it_takes() -> None:
    for coefficient in COUNTED:
        assert "also a Parquet file or a Dask DataFrame" in coefficient.__doc__
    for coefficient in ASKING_WHO:
        assert "that tell who gave what: an array, a table or a study" in coefficient.__doc__


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as local,
        Client(local) as client,
    ):
        yield client


@pytest.mark.usefixtures("cluster")
def test_dask_on_a_local_cluster_gives_the_same_to_the_last_digit(table: pd.DataFrame) -> None:
    import dask.dataframe as dd

    # Not sorted: the ratings of a unit lie in different partitions.
    frame = dd.from_pandas(table.sample(frac=1, random_state=3).reset_index(drop=True), npartitions=7)
    for coefficient in COUNTED:
        assert coefficient(frame, resamples=20) == coefficient(table, resamples=20)


def test_small_whole_numbers_are_coded_as_they_would_be_by_sorting() -> None:
    random = np.random.default_rng(0)
    values = random.choice([-3.0, 0.0, 7.0, np.nan], (50, 4))
    codes, scale = coded(values)
    assert scale.categories == (-3.0, 0.0, 7.0)
    assert np.array_equal(np.append(scale.numbers, np.nan)[codes], values, equal_nan=True)
    halves, of_halves = coded(values / 2)
    assert np.array_equal(codes, halves)
    assert of_halves.categories == (-1.5, 0.0, 3.5)
    assert krippendorff_alpha(values, "interval").value == pytest.approx(
        krippendorff_alpha(values / 2, "interval").value
    )
