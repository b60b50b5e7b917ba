"""The coefficients by name. What they take in common stands in the docstring of `evalwidgets.agreement`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Unpack

import numpy as np

from evalwidgets.agreement.coefficient import Coefficient
from evalwidgets.agreement.facts import facts_of
from evalwidgets.agreement.measuring import How, counted, measured, over_units
from evalwidgets.agreement.ratings import Ratings
from evalwidgets.agreement.sources import ratings_of, source_of
from evalwidgets.agreement.tally import Tally
from evalwidgets.errors import AgreementError
from evalwidgets.stats import chance, intraclass, pairs, pearson
from evalwidgets.stats.chance import Statistic
from evalwidgets.stats.concordance import kendall_w as w_of
from evalwidgets.stats.counts import Counts, Floats, Ints, distinct, summed
from evalwidgets.stats.distances import Distance, distance

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["nominal", "linear", "quadratic"]
_Build = Callable[[Counts, Distance], Statistic]
TWO = 2


def krippendorff_alpha(data: Any, metric: Metric = "nominal", **how: Unpack[How]) -> Coefficient:
    """Return Krippendorff's alpha, for any number of raters and missing ratings.

    Alpha is 1 - observed / expected disagreement, where disagreement is what `metric` makes of two
    values of one unit, and is expected between two values drawn from all (Krippendorff 2011). 1 is
    perfect agreement, 0 is chance.

    Parameters
    ----------
    data
        Ratings of any sort, also a Parquet file or a Dask DataFrame (see `evalwidgets.agreement`).
    metric
        ``nominal``: different is different; ``ordinal``: by the ratings that lie between;
        ``interval``: squared difference; ``ratio``: relative to the sum.

    Raises
    ------
    AgreementError
        If `data` cannot be read as ratings, or the metric needs an order and none is known.
    """
    return _by_counts(data, metric, how, chance.krippendorff, "Krippendorff's alpha")


def fleiss_kappa(data: Any, weights: Weights = "nominal", **how: Unpack[How]) -> Coefficient:
    """Return Fleiss' kappa (1971); with missing ratings and weights as Gwet (2014) generalised it.

    Parameters
    ----------
    data
        Ratings of any sort, also a Parquet file or a Dask DataFrame (see `evalwidgets.agreement`).
    weights
        ``nominal``; ``linear`` or ``quadratic`` by the categories' places.
    """
    return _by_counts(data, weights, how, chance.fleiss, "Fleiss' kappa")


def gwet_ac(data: Any, weights: Weights = "nominal", **how: Unpack[How]) -> Coefficient:
    """Return Gwet's AC1, or AC2 with other weights (Gwet 2008): steady where nearly all ratings are the same.

    ``interval="delta"`` gives Gwet's own variance.

    Parameters
    ----------
    data
        Ratings of any sort, also a Parquet file or a Dask DataFrame (see `evalwidgets.agreement`).
    weights
        As of `fleiss_kappa`.
    """
    return _by_counts(data, weights, how, chance.gwet, "Gwet's AC1" if weights == "nominal" else "Gwet's AC2")


def brennan_prediger(data: Any, weights: Weights = "nominal", **how: Unpack[How]) -> Coefficient:
    """Return the coefficient of Brennan and Prediger (1981), whose chance is one in the number of categories.

    Parameters
    ----------
    data
        Ratings of any sort, also a Parquet file or a Dask DataFrame (see `evalwidgets.agreement`).
    weights
        As of `fleiss_kappa`.
    """
    return _by_counts(data, weights, how, chance.brennan_prediger, "Brennan–Prediger")


def raw_agreement(data: Any, weights: Weights = "nominal", **how: Unpack[How]) -> Coefficient:
    """Return raw agreement: of two ratings of a unit, how often both are the same, mean over units.

    It is not corrected for chance.

    Parameters
    ----------
    data
        Ratings of any sort, also a Parquet file or a Dask DataFrame (see `evalwidgets.agreement`).
    weights
        As of `fleiss_kappa`.
    """
    return _by_counts(data, weights, how, chance.raw, "raw agreement")


def pairwise_agreement(data: Any, *, ties: str | None = None, **how: Unpack[How]) -> Coefficient:
    """Return the share of agreement over all pairs of raters of a unit, as for comparisons.

    Parameters
    ----------
    data
        Ratings of any sort, also a Parquet file or a Dask DataFrame (see `evalwidgets.agreement`).
    ties
        The value that means a tie: pairs in which either rater gave it are left out. None: a tie is a
        value like others. Print both: on one file they were 67 % with and 88 % without.
    """
    source = source_of(data, how)
    if ties is None:
        return of_counts(source, "nominal", how, chance.raw_of_pairs, "pairwise agreement with ties")
    if ties not in source.scale.categories:
        return of_counts(source, "nominal", how, chance.raw_of_pairs, "pairwise agreement without ties")
    place = source.scale.categories.index(ties)

    def without(counts: Counts, _: Distance) -> Statistic:
        kept = Counts(np.delete(counts.rows, place, axis=1), counts.times)
        return chance.raw_of_pairs(kept, distance("nominal", np.delete(source.scale.numbers, place)))

    return of_counts(source, "nominal", how, without, "pairwise agreement without ties")


def conger_kappa(data: Any, weights: Weights = "nominal", **how: Unpack[How]) -> Coefficient:
    """Return Conger's kappa (1980): as Cohen's, for any number of raters, each with shares of their own.

    Parameters
    ----------
    data
        Ratings that tell who gave what: an array, a table or a study (see `evalwidgets.agreement`).
    weights
        As of `fleiss_kappa`.
    """
    ratings = ratings_of(data, how)
    return _by_rows(ratings, weights, how, "Conger's kappa")


def cohen_kappa(
    data: Any, weights: Weights = "nominal", *, raters: Sequence[str] | None = None, **how: Unpack[How]
) -> Coefficient:
    """Return Cohen's kappa (1960) of two raters, over the units that both rated.

    Parameters
    ----------
    data
        Ratings that tell who gave what: an array, a table or a study (see `evalwidgets.agreement`).
    weights
        ``nominal``; ``linear`` or ``quadratic`` (Cohen 1968) by the categories' places.
    raters
        The two, by name; may be left out where there are only two. Columns of an array are called "1", "2" …

    Raises
    ------
    AgreementError
        Unless there are two.
    """
    ratings = ratings_of(data, how)
    ratings = ratings if raters is None else ratings.of(raters)
    if len(ratings.raters) != TWO:
        raise AgreementError(
            f"Cohen's kappa compares two raters, and there are {len(ratings.raters)} "
            f"({', '.join(ratings.raters)}): name two by raters=[…], or use conger_kappa or krippendorff_alpha"
        )
    return _by_rows(ratings.where(np.asarray(ratings.given.all(axis=1))), weights, how, "Cohen's kappa")


def icc(data: Any, form: intraclass.Form = "A,1", **how: Unpack[How]) -> Coefficient:
    """Return an intraclass correlation of numbers, on all ratings there are (no unit is thrown away).

    Parameters
    ----------
    data
        Ratings that tell who gave what: an array, a table or a study (see `evalwidgets.agreement`).
    form
        McGraw and Wong's (1996) names. ``1``: raters differ from unit to unit; ``A,1``: absolute
        agreement of one rating; ``C,1``: consistency, whatever the raters' levels; ``1,k``, ``A,k``,
        ``C,k``: of the mean of all raters.

    Raises
    ------
    AgreementError
        For an unknown form, or words without an order.
    """
    if form not in intraclass.FORMS:
        raise AgreementError(f"there is no ICC({form}); there is {', '.join(intraclass.FORMS)}")
    ratings = ratings_of(data, how)
    ratings.scale.check("interval")
    ratings = ratings.where(np.asarray(ratings.given.any(axis=1)))
    return _of_numbers(ratings, intraclass.icc(ratings.numbers, form), how, f"ICC({form})")


def pairwise_pearson(data: Any, **how: Unpack[How]) -> Coefficient:
    """Return Pearson's correlation over all pairs of ratings of a unit, each pair in both orders.

    Parameters
    ----------
    data
        Ratings that tell who gave what: an array, a table or a study (see `evalwidgets.agreement`).
    """
    ratings = ratings_of(data, how)
    ratings.scale.check("interval")
    return _of_numbers(ratings, pearson.pairwise_pearson(ratings.numbers), how, "Pearson's r over pairs")


def kendall_w(data: Any, **how: Unpack[How]) -> Coefficient:
    """Return Kendall's W (1939), corrected for ties: whether raters put units in the same order.

    Only units that all raters rated are ranked; how many these are is in `n_units`.

    Parameters
    ----------
    data
        Ratings that tell who gave what: an array, a table or a study (see `evalwidgets.agreement`).
    """
    ratings = ratings_of(data, how)
    ratings.scale.check("ordinal")
    ratings = ratings.of(ratings.active)
    complete = ratings.where(np.asarray(ratings.given.all(axis=1)))
    return _of_numbers(complete, w_of(complete.numbers), how, "Kendall's W")


def kendall_tau(data: Any, **how: Unpack[How]) -> Coefficient:
    """Return Kendall's tau-b (1945), mean over the pairs of raters, each on the units both rated.

    Parameters
    ----------
    data
        Ratings that tell who gave what: an array, a table or a study (see `evalwidgets.agreement`).
    """
    ratings = ratings_of(data, how)
    ratings.scale.check("ordinal")
    return _mean_of_pairs(ratings, how, pairs.kendall_tau, "Kendall's tau-b, mean of pairs")


def macro_f1(data: Any, of: str | None = None, **how: Unpack[How]) -> Coefficient:
    """Return the macro-F1 of one rater against all others, as HealthBench's meta-evaluation has it.

    Every unit that the rater shares with another is one observation for each other; F1 on each
    category, averaged.

    Parameters
    ----------
    data
        Ratings that tell who gave what: an array, a table or a study (see `evalwidgets.agreement`).
    of
        The rater who is measured; None: all in turn, averaged over the pairs.
    """
    ratings = ratings_of(data, how)
    if of is None:
        return _mean_of_pairs(
            ratings,
            how,
            lambda first, second: pairs.macro_f1(first, second[:, np.newaxis], len(ratings.scale)),
            "macro-F1, mean of pairs",
        )
    others = [name for name in ratings.raters if name != of]
    ratings = ratings.of([of, *others])
    given = ratings.given
    shared = ratings.where(given[:, 0] & given[:, 1:].any(axis=1))
    rows, kind_of = distinct(shared.codes)
    statistic = pairs.macro_f1(rows[:, 0], rows[:, 1:], len(ratings.scale))
    return _of_kinds(shared, statistic, kind_of, len(rows), how, f"macro-F1 of {of}")


def _by_counts(data: Any, metric: str, how: How, build: _Build, name: str) -> Coefficient:
    return of_counts(source_of(data, how), metric, how, build, name)


def of_counts(source: Ratings | Tally, metric: str, how: How, build: _Build, name: str) -> Coefficient:
    """Return the coefficient that `build` makes of how often each category was given to each unit.

    Raises
    ------
    AgreementError
        If the metric needs an order and none is known.
    """
    source.scale.check(metric)
    if build is chance.krippendorff and metric == "interval" and isinstance(source, Ratings) and source.is_continuous:
        return _of_numbers(source, chance.krippendorff_interval(source.numbers), how, name, metric)
    counts, kind_of = counted(source)
    statistic = build(counts, _distance(metric, source))
    statistic, times, over = over_units(source, statistic, counts.times, kind_of)
    return measured(facts_of(source), statistic, times, how, name=name, metric=metric, over=over)


def _by_rows(ratings: Ratings, metric: str, how: How, name: str) -> Coefficient:
    ratings.scale.check(metric)
    rows, kind_of = distinct(ratings.codes)
    statistic = chance.conger(rows, len(ratings.scale), _distance(metric, ratings))
    return _of_kinds(ratings, statistic, kind_of, len(rows), how, name, metric)


def _of_kinds(
    ratings: Ratings, statistic: Statistic, kind_of: Ints, kinds: int, how: How, name: str, metric: str = ""
) -> Coefficient:
    times = summed(kind_of, np.ones(len(kind_of), np.int64), kinds)
    statistic, times, over = over_units(ratings, statistic, times, kind_of)
    return measured(facts_of(ratings), statistic, times, how, name=name, metric=metric, over=over)


def _of_numbers(ratings: Ratings, statistic: Statistic, how: How, name: str, metric: str = "") -> Coefficient:
    units = len(ratings.codes)
    return _of_kinds(ratings, statistic, np.arange(units), units, how, name, metric)


def _mean_of_pairs(ratings: Ratings, how: How, of_pair: Callable[[Ints, Ints], Statistic], name: str) -> Coefficient:
    rows, kind_of = distinct(ratings.codes)
    raters = range(rows.shape[1])
    try:
        of_pairs = [of_pair(rows[:, first], rows[:, second]) for first in raters for second in raters[first + 1 :]]
    except ValueError as error:
        raise AgreementError(str(error)) from None
    return _of_kinds(ratings, pairs.mean_of(of_pairs) if of_pairs else _undefined, kind_of, len(rows), how, name)


def _undefined(times: Floats) -> Floats:
    return np.full(len(times), np.nan)


def _distance(metric: str, source: Ratings | Tally) -> Distance:
    try:
        return distance(metric, source.scale.numbers)
    except ValueError as error:
        raise AgreementError(str(error)) from None
