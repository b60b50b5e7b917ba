"""The agreement of a study: what is planted in the sample pilot is found, and every figure has its items."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import altair as alt
import numpy as np
import pytest

from evalwidgets import Study, agreement
from evalwidgets.agreement.credit import credited
from evalwidgets.agreement.report import AgreementReport, report_of
from evalwidgets.errors import AgreementError
from evalwidgets.rubrics.model import Binary, Choice, Count, Group, MultiChoice, Option, Ordinal, Rubric, Span
from evalwidgets.samples import pilot_study
from tests.agreement.studies import binary_marks, rubric_of, sharp


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return pilot_study(tmp_path_factory.mktemp("pilot") / "pilot.db")


@pytest.fixture(scope="module")
def report(pilot: Study) -> AgreementReport:
    return pilot.agreement(resamples=300)


def test_every_criterion_is_measured_by_its_own_scale(report: AgreementReport) -> None:
    metrics = {one.criterion: one.coefficient.metric for one in report.criteria}
    assert metrics["urgency"] == "nominal"
    assert metrics["plain"] == "ordinal"
    assert metrics["warmth"] == "ordinal"
    assert report["english"].coefficient.state == "no_variation"


def test_its_figures_are_those_of_the_coefficient_by_name(pilot: Study, report: AgreementReport) -> None:
    alone = agreement.krippendorff_alpha(pilot, criterion="urgency", resamples=300)
    assert report["urgency"].coefficient == alone
    assert alone.over == "40 items"
    assert agreement.krippendorff_alpha(pilot.scores(), criterion="urgency").n_raters == 7


def test_pooled_and_the_mean_of_criteria_are_both_there_and_named(report: AgreementReport) -> None:
    overall = report.overall
    values = [one.coefficient.value for one in report.criteria if one.coefficient.value is not None]
    assert overall.mean.value == pytest.approx(np.mean(values))
    assert overall.mean.name == "Krippendorff's alpha, mean of 7 of 8 criteria"
    assert overall.mean.interval.low < overall.mean.value < overall.mean.interval.high
    assert list(overall.pooled) == ["6 binary criteria"]
    assert overall.pooled["6 binary criteria"].value != pytest.approx(overall.mean.value)


def test_axes_and_specialties_have_lines_of_their_own(report: AgreementReport) -> None:
    assert [axis.name for axis in report.axes] == ["safety", "communication"]
    assert report.axes[0].criteria == ("urgency", "signs", "harm", "dose")
    assert [one.name for one in report.specialties] == ["general practice", "internal medicine"]
    assert report.specialties[0].mean.n_raters == 2


def test_not_applicable_is_missing_for_the_score_and_has_agreement_of_its_own(report: AgreementReport) -> None:
    dose = report["dose"]
    assert 0.05 < dose.not_applicable < 0.2
    assert dose.coefficient.missing == pytest.approx(dose.not_applicable, abs=1e-9)
    assert dose.on_applicable is not None
    assert report["urgency"].on_applicable is None


def test_the_causes_planted_are_told_apart(report: AgreementReport) -> None:
    causes = {one.criterion: one.cause for one in report.items.criteria}
    assert causes["dose"] == "missing_context"
    assert causes["fitting"] == "unclear_wording"
    assert causes["warmth"] == "dispute"
    assert (report.items["harm"].cause, report.items["harm"].expert) == ("one_expert", "dr-kovacs")
    assert report.items["english"].extreme == "always"
    assert "does not tell responses apart" in report.items["english"].findings[0]


def test_the_strict_and_the_quick_stand_out_and_the_others_do_not(report: AgreementReport) -> None:
    raters = report.raters
    assert raters["dr-kovacs"].findings[0].startswith("strict by ")
    assert any("agrees less" in finding for finding in raters["dr-kovacs"].findings)
    assert raters["dr-moreau"].findings[0].startswith("much quicker than others")
    for name in ("dr-osei", "dr-lind", "dr-rao"):
        assert raters[name].findings == ()


def test_the_cases_behind_a_cell_are_there(report: AgreementReport) -> None:
    pair = ("dr-osei", "dr-kovacs")
    cases = report.cases("urgency", pair)
    assert {mark.expert for case in cases for mark in case.marks} == set(pair)
    assert len(cases) == 80
    apart = report.cases("urgency", pair, agreed=False)
    assert all({mark.value for mark in case.marks} == {"met", "unmet"} for case in apart)
    found = next(one for one in report.raters.pairs if {one.first, one.second} == set(pair))
    raw = report.marks.of(pair)
    assert len(report.cases("urgency", pair, agreed=True)) + len(apart) == 80
    assert found.n == len(raw.pairs)
    values = [case.disagreement for case in report.cases("warmth")]
    assert values == sorted(values, reverse=True)


def test_the_queue_follows_its_rule(report: AgreementReport) -> None:
    split = report.queue("any", "warmth")
    far = report.queue("far", "warmth")
    open_ = report.queue("no_majority", "warmth")
    assert 0 < len(far) < len(split)
    assert 0 < len(open_) < len(split)
    assert all(case.majority is None for case in open_)
    for case in far:
        places = [("cold", "neutral", "warm", "close").index(mark.value) for mark in case.marks]
        assert max(places) - min(places) >= 2
    with pytest.raises(AgreementError, match="there is no rule 'all'"):
        report.queue("all")


def test_one_who_says_na_where_another_answers_is_a_disagreement(report: AgreementReport) -> None:
    declined = [case for case in report.cases("dose") if 0 < sum(mark.na is not None for mark in case.marks) < 5]
    assert declined
    assert all(not case.agreed for case in declined)


def test_it_shows_itself_as_text_table_and_frame(report: AgreementReport) -> None:
    html = report._repr_html_()
    assert html.count("role='img'") >= 7
    assert "no variation" in html
    for part in (str(report), repr(report.raters), repr(report.items)):
        assert "urgency" in part or "dr-osei" in part
    frame = report.to_pandas()
    assert list(frame["criterion"]) == [one.criterion for one in report.criteria]
    assert frame.set_index("criterion").loc["english", "state"] == "no_variation"
    for shown in (report.raters, report.items):
        assert shown._repr_html_().startswith("<div>")


def test_its_charts_are_charts(report: AgreementReport) -> None:
    chart = report.plot()
    assert isinstance(chart, alt.VConcatChart)
    spec = chart.to_dict()  # altair checks it against the schema
    drawn = str(spec)
    assert "Agreement of two experts" in drawn
    assert "dr-kovacs" in drawn
    assert list(chart._repr_mimebundle_()) == ["application/vnd.vegalite.v5+json", "text/plain"]  # nothing is fetched


def test_hostile_words_stay_words() -> None:
    bad = "<img src=x onerror=alert(1)>"
    marks = binary_marks(
        {"a": sharp(np.random.default_rng(0), 20, 3)}, experts={bad: {"specialty": bad}, "b": {}, "c": {}}
    )
    rubric = Rubric(
        id="r", title=bad, groups=(Group(id="all", title=bad, criteria=(Binary(id="a", text=bad, points=1),)),)
    )
    found = report_of(type(marks)(rubric, marks.frame, marks.experts), title=bad, how={"resamples": 20})
    for html in (found._repr_html_(), found.raters._repr_html_(), found.items._repr_html_()):
        assert "<img" not in html


def test_experts_may_be_named(pilot: Study) -> None:
    two = ["dr-osei", "dr-lind"]
    found = pilot.agreement(experts=two, resamples=50)
    assert {one.expert for one in found.raters.raters} == set(two)
    assert found["signs"].coefficient.value > pilot.agreement(interval=None)["signs"].coefficient.value
    assert agreement.krippendorff_alpha(pilot, criterion="signs", experts="model", interval=None).n_raters == 2
    with pytest.raises(AgreementError, match='"human", "model", "all" or a list of names'):
        pilot.agreement(experts="humans")


def test_another_method_is_named_in_every_line(pilot: Study) -> None:
    found = pilot.agreement("ac1", resamples=50)
    assert found["urgency"].coefficient.name == "Gwet's AC1"
    assert found.overall.mean.name.startswith("Gwet's AC1, mean of")
    assert found["english"].coefficient.value == 1.0
    with pytest.raises(AgreementError, match="there is no method 'kappa'; there is alpha, fleiss"):
        pilot.agreement("kappa")


def test_a_study_without_marks_or_with_one_expert_says_so(tmp_path: Path) -> None:
    from evalwidgets.samples import MEDICAL_ANSWERS

    study = Study.create(tmp_path / "s.db", items=MEDICAL_ANSWERS, rubric="medical_accuracy", progress=False)
    empty = study.agreement()
    assert "nobody has marked anything" in str(empty)
    assert "nobody has marked anything" in empty._repr_html_()
    assert str(empty.raters) == "nobody has marked anything yet"
    assert empty.plot().to_dict()
    assert empty.overall.mean.value is None
    assert empty.queue() == []


def test_one_expert_alone_has_no_agreement_but_no_error() -> None:
    found = report_of(binary_marks({"a": np.ones((12, 1)), "b": np.zeros((12, 1))}))
    assert {one.coefficient.state for one in found.criteria} == {"one_rater"}
    assert found.overall.mean.state == "one_rater"
    assert found.raters["e1"].severity.value is None
    assert "fewer than 10 shared responses" in found.raters["e1"].findings[0]
    assert found.plot().to_dict()
    assert found.items["a"].extreme == "always"
    assert found.items["b"].extreme == "never"


def test_a_criterion_that_runs_against_the_rest_is_named() -> None:
    random = np.random.default_rng(1)
    good = sharp(random, 60, 3, 0.95)
    odd = np.where(random.random(good.shape) < 0.9, 1 - good, good)
    found = report_of(binary_marks({"a": good, "b": good, "odd": odd}), how={"resamples": 200})
    assert found.items["odd"].discrimination.interval.high < 0
    assert "runs against the rest of the rubric" in found.items["odd"].findings[0]
    # As a penalty, which it is, it runs with the rest.
    mended = report_of(binary_marks({"a": good, "b": good, "odd": odd}, points={"odd": -1}), how={"resamples": 200})
    assert mended.items["odd"].discrimination.interval.low > 0


def options(*ids: str) -> tuple[Option, ...]:
    return tuple(Option(id=id, label=id.title(), value=float(place)) for place, id in enumerate(ids))


def test_all_kinds_of_criteria_are_compared_each_by_its_own_kind(tmp_path: Path) -> None:
    rubric = Rubric(
        id="kinds",
        title="Kinds",
        groups=(
            Group(
                id="all",
                title="All",
                criteria=(
                    # By the alphabet high < low < medium: the rubric's order counts.
                    Ordinal(kind="ordinal", id="level", text="Level", options=options("low", "medium", "high")),
                    Choice(kind="choice", id="source", text="Source", options=options("book", "web")),
                    MultiChoice(kind="multi_choice", id="gaps", text="Gaps", options=options("dose", "signs", "when")),
                    Count(kind="count", id="slips", text="Slips", points=-1),
                ),
            ),
        ),
    )
    items = [{"id": f"q{n}", "prompt": f"Q{n}?", "response": f"A{n}."} for n in range(12)]
    study = Study.create(tmp_path / "s.db", items=items, rubric=rubric, protocol={"kinds": ("grade",)}, progress=False)
    levels = ["low", "medium", "high"]
    for expert in range(3):
        session = study.session(f"e{expert}")
        for n in range(12):
            given = {
                "level": levels[min(n % 3 + (expert == 2 and n % 4 == 0), 2)],
                "source": "book" if n % 2 else "web",
                "gaps": ["dose"] if n % 3 else [] if expert else ["when"],
                "slips": n % 4 + (expert == 1),
            }
            session.submit(given, session.next().task)
    found = study.agreement(resamples=50)
    level = found["level"].coefficient
    ordinal = agreement.krippendorff_alpha(study, "ordinal", criterion="level", interval=None)
    assert (level.metric, level.value) == ("ordinal", ordinal.value)
    assert ordinal.value > agreement.krippendorff_alpha(study, "nominal", criterion="level", interval=None).value
    assert found["source"].coefficient.value == 1
    assert found["gaps"].coefficient.n_units == 36  # each option of each response
    assert found["slips"].coefficient.metric == "interval"
    with pytest.raises(AgreementError, match="criteria have 4 different scales"):
        agreement.krippendorff_alpha(study)
    assert {case.criterion for case in found.queue("far")} <= {"level", "gaps", "slips"}


def test_thousands_of_different_numbers_are_a_scale_and_not_categories() -> None:
    random = np.random.default_rng(4)
    true = random.normal(size=(9_000, 1))
    marks = binary_marks({"level": np.zeros((9_000, 2))})
    numbers = (true + random.normal(size=(9_000, 2))).ravel()
    marks = replace(marks, frame=marks.frame.assign(criterion_kind="numeric", number=numbers, label=None))
    report = report_of(marks, how={"resamples": 20})
    found = report["level"].coefficient
    by_name = agreement.krippendorff_alpha(numbers.reshape(-1, 2), "interval", interval=None)
    assert found.value == pytest.approx(by_name.value)
    assert found.value == pytest.approx(0.5, abs=0.03)  # half of the variance is what both see
    assert report.overall.mean.value == found.value
    pairs = marks.pairs
    assert 1 - pairs["apart"].sum() / pairs["expected"].sum() == pytest.approx(found.value, abs=1e-6)
    cases = report.cases("level")
    apart = np.abs(np.diff(numbers.reshape(-1, 2))).max() / np.ptp(numbers)
    assert (cases[0].disagreement, cases[0].spread) == pytest.approx((apart, apart))


def test_words_of_an_items_own_scale_are_not_put_in_the_order_of_the_alphabet() -> None:
    words = np.array(["fair", "good", "poor"], object)
    codes = np.random.default_rng(5).integers(0, 3, (60, 2))
    marks = binary_marks({"own": np.zeros((60, 2))})
    marks = replace(
        marks, frame=marks.frame.assign(criterion_kind="ordinal", label=words[codes.ravel()], number=np.nan)
    )
    report = report_of(marks, how={"interval": None})
    nominal = agreement.krippendorff_alpha(words[codes], interval=None)
    assert (report["own"].metric, report["own"].coefficient.metric) == ("nominal", "nominal")
    assert report["own"].coefficient.value == pytest.approx(nominal.value)
    assert set(marks.pairs["apart"] > 0) == {True, False}
    assert marks.pairs["apart"].nunique() == 2  # the same, or not


def test_marks_of_what_is_good_are_credit_and_marks_of_errors_are_not() -> None:
    fields = {"kind": "span", "text": "Marks", "taxonomy": {"Any": ()}, "severities": {"one": 1.0}}
    spans = [
        Span.model_validate({**fields, **more}) for more in ({"id": "flaws"}, {"id": "merits", "polarity": "good"})
    ]
    rubric = rubric_of(*spans)
    marks = binary_marks({"flaws": np.array([[0.0, 1.0]]), "merits": np.array([[0.0, 1.0]])})
    frame = credited(replace(marks, rubric=rubric, frame=marks.frame.assign(criterion_kind="span")))
    assert frame.groupby("criterion")["credit"].apply(list).to_dict() == {"flaws": [1.0, 0.0], "merits": [0.0, 1.0]}


def test_an_expert_whom_the_study_does_not_know_is_named(pilot: Study) -> None:
    with pytest.raises(AgreementError, match=r"the study knows no expert 'dr-osie'; it knows .*dr-osei"):
        pilot.agreement(experts=["dr-osie", "dr-lind"])


def test_a_penalty_that_an_item_brings_counts_against_the_response_too() -> None:
    marks = binary_marks({"harm": np.array([[0.0, 1.0]])}, points={"harm": -5})
    of_rubric = credited(marks)
    of_item = credited(replace(marks, rubric=rubric_of(Binary(id="other", text="Other", points=1))))
    for frame in (of_rubric, of_item):
        assert frame["credit"].tolist() == [1.0, 0.0]
        assert frame["against"].tolist() == [True, True]


def test_what_an_item_brings_is_always_or_never_met_as_it_was_marked() -> None:
    marks = binary_marks(
        {"good": np.ones((9, 2)), "harm": np.ones((9, 2)), "none": np.zeros((9, 2))}, points={"harm": -5}
    )
    of_items = replace(marks, rubric=rubric_of(Binary(id="other", text="Other", points=1)))
    for one in (marks, of_items):
        found = report_of(one, how={"interval": None}).items
        assert [found[id].extreme for id in ("good", "harm", "none")] == ["always", "always", "never"]
    scale = replace(of_items, frame=of_items.frame.assign(criterion_kind="numeric"))
    assert report_of(scale, how={"interval": None}).items["good"].extreme is None
