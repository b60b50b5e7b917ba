"""Rubrics in CSV and Excel: for people, so forgiving; and safe to open."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import Workbook, load_workbook

from evalwidgets.errors import RubricError, WouldLose
from evalwidgets.rubrics import Rubric, load_rubric
from evalwidgets.rubrics.formats import read, write
from evalwidgets.rubrics.formats.files import escaped, unescaped
from evalwidgets.rubrics.model import Binary, Group
from tests.rubrics.strategies import phrases, rubrics

modest = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def flat(*texts: str) -> Rubric:
    criteria = tuple(Binary(id=f"c{n}", text=text, points=n) for n, text in enumerate(texts, start=1))
    return Rubric(id="r", title="R", groups=(Group(id="criteria", title="Criteria", criteria=criteria),))


def book(path: Path, rows: list[list[Any]], sheet: str = "Sheet1") -> Path:
    workbook = Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def test_a_library_rubric_goes_to_excel_and_back_whole(tmp_path: Path) -> None:
    for name in ("medical_accuracy", "translation_quality"):
        rubric = load_rubric(name)
        path = rubric.to_format("xlsx", tmp_path / f"{name}.xlsx")
        assert load_rubric(path) == rubric
        assert load_rubric(path).hash == rubric.hash


@given(rubric=rubrics())
@modest
def test_any_rubric_that_a_workbook_holds_comes_back_from_the_file(tmp_path_factory: Any, rubric: Rubric) -> None:
    path = tmp_path_factory.mktemp("book") / "r.xlsx"
    try:
        rubric.to_format("xlsx", path)
    except RubricError:
        return  # a control character, or more than Excel keeps of a cell
    assert load_rubric(path) == rubric


def test_rows_as_people_write_them_are_read(tmp_path: Path) -> None:
    path = book(
        tmp_path / "Wound care.xlsx",
        [
            ["Section", "Criterion", "Description", "Points (max)", "Levels", "Reviewer"],
            ["Safety", "Names a red flag", "Fever, spreading redness", 3, None, "Ann"],
            [None, "Gives an unsafe dose", None, -5, None, None],
            [None, None, None, None, None, None],
            ["Style", "Reads well", None, "2,5", "Hard | 0\nSo-so | 1\nEasy | 2 | no word to look up", None],
        ],
    )
    rubric = load_rubric(path)
    assert (rubric.id, rubric.title) == ("Wound-care", "Wound care")
    assert [group.title for group in rubric.groups] == ["Safety", "Style"]
    flag, dose, reads = rubric.criteria
    assert (flag.id, flag.help, flag.points) == ("names-a-red-flag", "Fever, spreading redness", 3)
    assert (dose.points, dose.is_penalty) == (-5, True)
    assert reads.kind == "ordinal"
    assert [option.value for option in reads.options] == [0, 1, 2]
    assert reads.options[2].anchor == "no word to look up"
    # A column that means nothing here is kept, and so is the name of the sheet.
    sheets = rubric.to_format("xlsx")
    assert sheets["Sheet1"][0]["Reviewer"] == "Ann"


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("points", "many", "must be a number, got 'many'"),
        ("required", "perhaps", "must be yes or no"),
        ("text", True, "the spreadsheet made TRUE of it"),
        ("text", 1.5, "the spreadsheet made a number of it"),
        ("gate", "{", "must be JSON"),
        ("options", "a|b|c|d|e", "one option a line"),
        ("kind", "binry", "must be one of binary"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(tmp_path: Path, column: str, cell: object, words: str) -> None:
    rows = [["text", column], ["Fine", None], ["Wrong", cell]] if column != "text" else [["text"], ["Fine"], [cell]]
    with pytest.raises(RubricError) as refused:
        load_rubric(book(tmp_path / "r.xlsx", rows, "Criteria"))
    assert f"sheet Criteria, row 3, {'' if column == 'kind' else 'column '}{column}: " in str(refused.value)
    assert words in str(refused.value)


def test_a_version_that_excel_made_a_number_of_is_an_error_not_another_version(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.title = "Criteria"
    workbook.active.append(["text"])
    workbook.active.append(["Names a dose"])
    about = workbook.create_sheet("Rubric")
    about.append(["field", "value"])
    about.append(["version", 1.20])
    workbook.save(tmp_path / "r.xlsx")
    with pytest.raises(RubricError, match=r"sheet Rubric, row 2.*version must be text.*a number of it"):
        load_rubric(tmp_path / "r.xlsx")


def test_a_version_stays_as_it_was_written(tmp_path: Path) -> None:
    rubric = flat("Names a dose").model_copy(update={"version": "1.20"})
    assert load_rubric(rubric.to_format("xlsx", tmp_path / "r.xlsx")).version == "1.20"


def test_a_formula_is_refused_on_reading_by_its_place(tmp_path: Path) -> None:
    path = book(tmp_path / "r.xlsx", [["text", "points"], ["Fine", 1], ["Sum", "=B2+1"]])
    with pytest.raises(RubricError, match="sheet Sheet1, row 3, column points: holds a formula"):
        load_rubric(path)


DANGEROUS = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "'=1", "''=1", "\uff1d1"]


def test_no_text_becomes_a_formula_in_a_workbook(tmp_path: Path) -> None:
    path = flat(*DANGEROUS).to_format("xlsx", tmp_path / "r.xlsx")
    cells = [
        cell for row in load_workbook(path)["Criteria"].iter_rows(min_row=2) for cell in row if cell.value is not None
    ]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.quotePrefix and cell.number_format == "@" for cell in cells if cell.data_type == "s")
    assert [criterion.text for criterion in load_rubric(path).criteria] == DANGEROUS


def test_no_text_becomes_a_formula_in_a_table(tmp_path: Path) -> None:
    path = flat(*DANGEROUS).to_format("csv", tmp_path / "r.csv")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    for row in rows[1:]:
        assert not [cell for cell in row if cell[:1] in set("=+-@\t\r\uff1d") and not cell.lstrip("-").isdigit()]
    assert [criterion.text for criterion in load_rubric(path).criteria] == DANGEROUS


@given(text=phrases)
@modest
def test_escaping_is_undone_by_reading(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_negative_points_stay_numbers(tmp_path: Path) -> None:
    rubric = flat("Is rude")
    rubric = read(write(rubric, "csv"), "csv", id="r", title="R")
    penalty = rubric.model_copy(update={"groups": (rubric.groups[0].model_copy(update={"criteria": (Binary(id="c1", text="Is rude", points=-2.5),)}),)})  # fmt: skip
    path = penalty.to_format("csv", tmp_path / "r.csv")
    assert ",-2.5," in path.read_text("utf-8-sig")
    assert load_rubric(path).criteria[0].points == -2.5


def test_semicolons_and_decimal_commas_of_a_german_excel_are_read(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("\ufeffGruppe;Criterion;Points\r\nA;Sagt, was zu tun ist;1,5\r\n".encode())
    rubric = load_rubric(path)
    assert (rubric.criteria[0].text, rubric.criteria[0].points) == ("Sagt, was zu tun ist", 1.5)
    assert rubric.to_format("csv")[0]["Gruppe"] == "A"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"a,b\n1,2\n", 'no column for the text of a criterion; call it "text" or "criterion" \\(its columns: a, b\\)'),
        (b"text,text\n1,2\n", "two columns are called 'text'"),
        (b"text\nK\xe4se\n", "not UTF-8"),
        (b"text,points\na,1,2\n", "line 2: has 3 cells and the header 2"),
        (b"text,points\n,5\n", "row 2, column text: is blank"),
        (b"", "no column for the text"),
    ],
)
def test_a_table_that_is_no_rubric_says_what_is_missing(tmp_path: Path, body: bytes, words: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(body)
    with pytest.raises(RubricError, match=words):
        load_rubric(path)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"no zip")
    with pytest.raises(RubricError, match="cannot be read as an Excel workbook"):
        load_rubric(path)


def test_what_excel_would_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"row 2, column text: Excel keeps 32,767 characters"):
        flat("long " * 8000).to_format("xlsx", tmp_path / "r.xlsx")


def test_a_table_has_no_place_for_instructions() -> None:
    rubric = flat("Names a dose").model_copy(update={"instructions": "Read it twice."})
    with pytest.raises(WouldLose) as refused:
        rubric.to_format("csv")
    assert refused.value.fields == ["instructions"]


def test_a_class_becomes_its_weight_where_no_sheet_can_say_what_it_weighs() -> None:
    rubric = flat("Names a dose")
    criterion = rubric.criteria[0].model_copy(update={"weight_class": "major"})
    group = rubric.groups[0].model_copy(update={"criteria": (criterion,)})
    weighed = rubric.model_copy(update={"classes": {"major": 3.0}, "groups": (group,)})
    with pytest.raises(WouldLose) as refused:
        weighed.to_format("csv")
    assert refused.value.fields == ["classes", "weight_class", "weight"]
    assert weighed.to_format("csv", drop=refused.value.fields)[0]["weight"] == 3


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_a_sheet_called_rubric_may_hold_the_criteria(tmp_path: Path) -> None:
    rubric = load_rubric(workbook(tmp_path / "r.xlsx", {"Rubric": [["Criterion"], ["Names a dose"]]}))
    rubric = rubric.model_copy(update={"licence": "CC0"})
    assert load_rubric(rubric.to_format("xlsx", tmp_path / "again.xlsx")) == rubric


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"Groups": [["group", "weight"], ["Safty", 2]]}, "sheet Groups, row 2: there is no criterion in a group 'Safty'"),
        ({"Groups": [["group", "who"], ["Safety", "Ann"]]}, "sheet Groups, row 2, column who: means nothing on this sheet"),
        ({"Rubric": [["field", "value"], ["titel", "A"]]}, "sheet Rubric, row 2: the field 'titel' is none; there are"),
        ({"Rubric": [["field", "value"], ["title", "A"], ["name", "B"]]}, "row 3: the field 'name' is there twice"),
        ({"Rubric": [["field", "value", "note"], ["title", "A", "x"]]}, "row 2: holds more than a field and its value"),
    ],
)  # fmt: skip
def test_nothing_on_the_other_sheets_is_passed_over(tmp_path: Path, sheets: dict[str, Any], words: str) -> None:
    path = workbook(tmp_path / "r.xlsx", {"Criteria": [["group", "text"], ["Safety", "Names a dose"]], **sheets})
    with pytest.raises(RubricError, match=words):
        load_rubric(path)


def test_other_sheets_and_columns_are_written_again(tmp_path: Path) -> None:
    sheets = {"Criteria": [["text", "Owner"], ["Names a dose", "Ann"]], "Notes": [["when", "what"], [2026, "begun"]]}
    rubric = load_rubric(workbook(tmp_path / "r.xlsx", sheets))
    written = rubric.to_format("xlsx")
    assert written["Criteria"][0]["Owner"] == "Ann"
    assert written["Notes"] == [{"when": 2026, "what": "begun"}]
