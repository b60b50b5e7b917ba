"""Published rubrics and marks, read and written: the same tree, the same scores.

The data is not part of the project: `EVALWIDGETS_REFERENCE_DATA` names the folder that holds it.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from evalwidgets.errors import RubricError
from evalwidgets.rubrics import Rubric
from evalwidgets.rubrics.formats.mqm_marks import Segment, read_marks, reference_name, typology_of
from evalwidgets.rubrics.formats.remainder import same
from evalwidgets.rubrics.model import Span

FOLDER = Path(os.environ.get("EVALWIDGETS_REFERENCE_DATA", ""))
needs_data = pytest.mark.skipif(not FOLDER.name, reason="EVALWIDGETS_REFERENCE_DATA names no folder")


@needs_data
@pytest.mark.parametrize(("name", "leaves", "root"), [("rice", 361, 0.18568), ("pinn", 1963, 0.83421)])
def test_a_graded_tree_is_written_as_it_was_and_scores_as_its_root_says(name: str, leaves: int, root: float) -> None:
    path = FOLDER / "paperbench" / f"{name}.graded.json"
    tree = json.loads(path.read_text("utf-8"))
    rubric = Rubric.from_format(path)
    assert len(rubric.criteria) == leaves
    assert same(rubric.to_format("paperbench"), tree)
    grades: dict[str, str] = {}
    for criterion in rubric.criteria:
        also = criterion.extra["paperbench"]["also"]
        grades[criterion.id] = "met" if also["score"] == 1 else "unmet"
    assert rubric.score(grades).total == pytest.approx(root, abs=1e-5)


NODE = {"requirements": "Has it", "weight": 1, "task_category": "Code Development", "sub_tasks": []}


def test_an_id_that_is_there_twice_gets_its_path_and_is_written_as_it_was() -> None:
    inner = {"id": "part", "requirements": "Part", "weight": 2, "sub_tasks": [{**NODE, "id": "same"}]}
    tree = {"id": "root", "requirements": "Whole", "weight": 1, "sub_tasks": [inner, {**inner, "id": "other"}]}
    rubric = Rubric.from_format(tree)
    assert [criterion.id for criterion in rubric.criteria] == ["1.1/same", "2.1/same"]
    assert rubric.tags_of("1.1/same") == ("task_category:Code Development",)
    assert same(rubric.to_format("paperbench"), tree)


def test_leaves_among_inner_nodes_count_as_they_did_and_keep_their_places() -> None:
    inner = {
        "id": "inner",
        "requirements": "Part",
        "weight": 3,
        "sub_tasks": [{**NODE, "id": "a"}, {**NODE, "id": "b"}],
    }
    tree = {"id": "root", "requirements": "Whole", "weight": 1, "sub_tasks": [inner, {**NODE, "id": "c", "weight": 2}]}
    rubric = Rubric.from_format(tree)
    assert same(rubric.to_format("paperbench"), tree)
    # (3 * 1/2 + 2 * 1) / 5
    assert rubric.score({"a": "met", "b": "unmet", "c": "met"}).total == pytest.approx(0.7)


def test_weights_that_sum_to_nothing_score_nothing() -> None:
    tree = {"id": "r", "requirements": "Whole", "weight": 1, "sub_tasks": [{**NODE, "id": "a", "weight": 0}]}
    assert Rubric.from_format(tree).score({"a": "met"}).total == 0


@pytest.fixture(scope="module")
def segments() -> list[Segment]:
    return read_marks(FOLDER / "mqm_ted" / "mqm_ted_ende.tsv")


@needs_data
def test_every_mark_of_the_talks_is_read_where_it_stands(segments: list[Segment]) -> None:
    marks = [(segment, mark) for segment in segments for mark in segment.marks]
    assert len(marks) == 4031  # 8,435 rows, of which 4,404 say that there is no error
    assert Counter(mark.severity for _, mark in marks) == {"minor": 2164, "major": 1867}
    assert sum(not segment.marks for segment in segments) == 4404
    for segment, mark in marks:
        text = segment.source if mark.side == "source" else segment.target
        assert text[mark.start : mark.end] == mark.quote
        assert "<v>" not in text
        assert "</v>" not in text
    assert sum(mark.side == "source" for _, mark in marks) == 14
    # Read with quoting, the rows of 77 targets would have run into each other.
    assert sum('"' in segment.target for segment in segments) > 50


@needs_data
def test_marks_weigh_what_the_published_segment_scores_say(segments: list[Segment]) -> None:
    (criterion,) = typology_of(segments).criteria
    assert isinstance(criterion, Span)
    assert dict(criterion.overrides) == {"Fluency/Punctuation:minor": 0.1}
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for segment in segments:
        weight = sum(criterion.weight_of(mark.category, mark.severity) for mark in segment.marks)
        found[segment.system, segment.segment].append(weight)
    lines = (FOLDER / "mqm_ted" / "mqm_ted_ende.avg_seg_scores.tsv").read_text("utf-8").splitlines()[1:]
    published = {(reference_name(system), seg): score for system, score, seg in map(str.split, lines)}
    compared = 0
    for key, weights in found.items():
        if (score := published.get(key)) not in {None, "None"}:
            assert -sum(weights) / len(weights) == pytest.approx(float(score), abs=1e-6)
            compared += 1
    assert compared == len(found)


@needs_data
def test_the_typology_of_the_talks_is_written_and_read_again(segments: list[Segment]) -> None:
    rubric = typology_of(segments)
    written = rubric.to_format("mqm")
    assert "weights" not in written  # they are WMT's
    assert Rubric.from_format(written, id=rubric.id, title=rubric.title) == rubric


@pytest.mark.parametrize("name", ["ref", "refA", "ref-A", "ref.A", "ref_a", " Ref A"])
def test_a_reference_has_one_name(name: str) -> None:
    assert reference_name(name) == "ref-A"
    assert reference_name("refinery") == "refinery"


HEADER = "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tcomment"


def test_quotes_in_a_file_of_marks_are_only_quotes(tmp_path: Path) -> None:
    rows = [
        'A\td\t1\t1\tr1\tHe said "no.\tEr <v>sagte</v> "nein.\tStyle/Awkward\tMinor\t',
        'A\td\t2\t2\tr1\t"Yes\tJa"\tNo-error\tno-error',
    ]
    path = tmp_path / "marks.tsv"
    path.write_text("\n".join([HEADER, *rows]), "utf-8")
    first, second = read_marks(path)
    assert (first.target, first.marks[0].quote, first.marks[0].start) == ('Er sagte "nein.', "sagte", 3)
    assert (second.target, second.marks) == ('Ja"', ())


@pytest.mark.parametrize(
    ("text", "words"),
    [("system\trater\n", "line 1: has no column source"), (f"{HEADER}\n" + "x\t" * 12, "line 2: has 13 cells")],
)
def test_a_file_that_holds_no_marks_says_so(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "marks.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(RubricError, match=words):
        read_marks(path)


def test_an_anthea_typology_has_wmts_weights_and_marots_patterns_decide_otherwise() -> None:
    typology = {
        "errors": {
            "fluency": {
                "display": "Fluency",
                "subtypes": {"p": {"display": "Punctuation"}, "g": {"display": "Grammar"}},
            },
            "non_translation": {"display": "Non-translation!", "forced_severity": "major"},
        },
        "severities": {"major": {"display": "Major", "shortcut": "M"}, "minor": {"display": "Minor"}},
        "MAX_ERRORS": 5,
    }
    (span,) = Rubric.from_format(typology).criteria
    assert isinstance(span, Span)
    assert (span.weight_of("Fluency/Punctuation", "minor"), span.weight_of("Fluency/Grammar", "minor")) == (0.1, 1)
    assert (span.weight_of("Non-translation!", "major"), span.max_marks) == (25, 5)
    weighed = {**typology, "weights": [{"name": "All", "weight": 2, "pattern": "."}]}
    (span,) = Rubric.from_format(weighed).criteria
    assert isinstance(span, Span)
    assert span.weight_of("Non-translation!", "major") == 2
    assert Rubric.from_format(weighed).to_format("mqm") == weighed
