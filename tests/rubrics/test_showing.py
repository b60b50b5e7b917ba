"""A rubric shows itself as text, as Markdown and as a table; what is in it stays text."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from evalwidgets.rubrics import Rubric, load_rubric, phrases
from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.model import Binary, Count, Group, NotApplicable, Numeric, Option, Ordinal
from evalwidgets.rubrics.showing.richtext import rich
from tests.rubrics.strategies import rubrics

EVIL = "<img src=x onerror=alert(1)> \"'</td><script>alert(2)</script> | `a` *b* [c](javascript:alert(3)) &lt;"


class Page(HTMLParser):
    """What a browser makes of HTML: its elements, and its text by cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


OURS = {
    "style",
    "div",
    "p",
    "b",
    "small",
    "br",
    "details",
    "summary",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    # Of instructions and examples, which are Markdown.
    "strong",
    "em",
    "code",
    "ul",
    "ol",
    "li",
    "blockquote",
}


def hostile() -> Rubric:
    options = (Option(id="a", label=EVIL, value=0, anchor=EVIL), Option(id="b", label="b", value=1))
    criteria = (
        Ordinal(id="o", kind="ordinal", text=EVIL, help=EVIL, options=options),
        Numeric(id="n", kind="numeric", text="n", minimum=0, maximum=1, unit=EVIL),
    )
    group = Group(id="g", title=EVIL, description=EVIL, criteria=criteria)
    fields = dict.fromkeys(["title", "version", "description", "instructions", "licence"], EVIL)
    return Rubric(id="r", authors=(EVIL,), sources=(EVIL,), groups=(group,), **fields)


def test_hostile_words_are_text_in_the_table() -> None:
    page = Page(hostile()._repr_html_())
    assert page.tags <= OURS
    assert page.attributes <= {"class", "colspan", "scope", "dir"}
    assert page.text.count(EVIL) == 13
    assert page.text.count("<script>alert(2)</script>") == 14  # the instructions, too, though there `a` is code
    assert not page.open


@settings(max_examples=40, deadline=None)
@given(rubrics())
def test_any_rubric_is_a_table_of_known_elements(rubric: Rubric) -> None:
    page = Page(rubric._repr_html_())
    assert page.tags <= OURS
    assert not page.open


def test_hostile_words_are_text_in_markdown() -> None:
    rubric = hostile().model_copy(update={"instructions": ""})  # which are Markdown
    shown = MarkdownIt("commonmark", {"html": True}).enable("table").render(rubric.to_markdown())
    page = Page(shown)
    assert page.tags <= {
        "h1",
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "br",
        "strong",
        "em",
        "code",
        "ul",
        "li",
    }
    assert page.text.count("<script>alert(2)</script> | `a` *b* [c](javascript:alert(3)) &lt;") == 13


@settings(max_examples=40, deadline=None)
@given(rubrics())
def test_any_rubric_is_a_markdown_table_of_three_columns(rubric: Rubric) -> None:
    shown = rubric.model_copy(update={"instructions": ""}).to_markdown()
    rows = [line for line in shown.splitlines() if line.startswith("| ") and not line.startswith("| Criterion |")]
    assert len(rows) == len(rubric.criteria)
    assert all(len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 4 for row in rows)


@pytest.mark.parametrize("name", ["medical_accuracy", "legal_reasoning", "creative_quality"])
def test_what_a_reviewer_looks_for_is_on_the_page(name: str) -> None:
    rubric = load_rubric(name)
    for shown in (
        Page(rubric._repr_html_()).text,
        Page(MarkdownIt().enable("table").render(rubric.to_markdown())).text,
    ):
        flat = " ".join(shown.split())
        for words in (rubric.title, rubric.version, rubric.description, rubric.hash[:12], "penalty if present −"):
            assert words in flat
        for criterion in rubric.criteria:
            assert criterion.text in flat
            assert criterion.help in flat
        for source in rubric.sources:
            assert source in flat
        assert flat.count("optional") >= sum(not criterion.required for criterion in rubric.criteria)


def test_points_are_said_in_words() -> None:
    scale = (
        Option(id="a", label="A", value=0),
        Option(id="b", label="B", value=0.5),
        Option(id="c", label="C", value=1),
    )
    criteria = (
        Binary(id="a", text="a", points=8),
        Binary(id="b", text="b", points=-2.5),
        Count(id="c", kind="count", text="c", points=-1, maximum=5),
        Ordinal(id="d", kind="ordinal", text="d", points=4, options=scale),
        Binary(id="e", text="e", na=NotApplicable(allow=False), require_comment=True, require_evidence=True),
    )
    rubric = Rubric(id="r", title="R", groups=(Group(id="g", title="G", criteria=criteria),))
    text = Page(rubric._repr_html_()).text
    for words in (
        "+8",
        "penalty if present −2.5",
        "−1 each, at most 5",
        "0 to +4",
        "B (0.5)",
        "with a comment, with a quote, never N/A",
    ):
        assert words in text


def test_colours_are_the_notebook_s_own() -> None:
    html = load_rubric("medical_accuracy")._repr_html_()
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|rgb\(|(?<![-\w])color:(?!\s*inherit)", html.split("</style>")[0])
    assert "style=" not in html


def test_the_repr_is_one_telling_line() -> None:
    rubric = load_rubric("medical_accuracy")
    assert (
        repr(rubric)
        == str(rubric)
        == (f"<rubric medical_accuracy 1.1.0 “Medical accuracy”: 17 criteria in 5 groups, hash {rubric.hash[:12]}>")
    )


def test_answers_of_worked_examples_are_said_as_the_screen_shows_them() -> None:
    rubric = Rubric.from_yaml(
        """
        id: said
        title: Said
        groups:
          - id: all
            title: All
            criteria:
              - {id: dose, text: Harmful dose, points: -5}
              - {id: sure, text: Sure, kind: ternary}
              - {id: slips, text: Slips, kind: count}
              - {id: flaws, text: Flaws, kind: multi_choice, options: [{id: a, label: Long}, {id: b, label: Vague}]}
              - {id: marks, text: Marks, kind: span, taxonomy: {Fluency: [Grammar]}, severities: {minor: 1}}
              - id: plan
                text: Plan
                kind: option_ratings
                subjects: [{id: ecg, label: ECG today}]
                options: [{id: good, label: Right, value: 1}, {id: bad, label: Wrong, value: 0}]
        """
    )
    given = {
        "dose": ("unmet",),
        "sure": ("partly",),
        "slips": ("2",),
        "flaws": ("a", "b"),
        "marks": ("Fluency/Grammar:minor",),
        "plan": ("ecg=bad",),
    }
    said = {id: phrases.example_answer(answer, rubric.criterion(id)) for id, answer in given.items()}
    assert said == {
        "dose": "Not present",
        "sure": "Partly",
        "slips": "2",
        "flaws": "Long, Vague",
        "marks": "Fluency › Grammar, minor",
        "plan": "ECG today: Wrong",
    }
    assert phrases.example_answer(("n/a:missing_context",), rubric.criterion("dose")) == "N/A (missing context)"


FULL = """
id: full
title: Full
language: en
permitted_use: [evaluation]
unit: turn
citation: Doe 2026
classes: {critical: 4, minor: 1}
scoring:
  rule: weight_mean
  na: zero
  rescale: 5
  gates: [{kind: multiplier, value: 0.5, passed_below: 0.25, criteria: [dose, unit]}]
translations: {de: {title: Voll}}
groups:
  - id: safety
    title: Safety
    weight: 3
    tags: ["axis:safety"]
    groups:
      - id: dosing
        title: Dosing
        criteria:
          - {id: dose, text: Names the dose, weight_class: critical}
          - {id: unit, text: Names the unit of the dose, needs: [dose], scope: conversation}
          - {id: harm, text: Recommends a harmful dose, polarity: bad, gate: {kind: cap, when: [met], value: 0.4}}
overall:
  id: overall
  kind: ordinal
  text: As a whole
  options: [{id: a, label: Poor, value: 0, anchor: Nothing.}, {id: b, label: Rich, value: 1, anchor: All.}]
examples:
  - title: One dose
    quality: flawed
    prompt: How much?
    response: |
      Some.

      And more.
    answers: {dose: unmet, harm: met, overall: a, unit: "n/a:missing_context"}
    explanation: Nothing is named.
"""


def test_everything_that_decides_a_score_is_said_in_words() -> None:
    rubric = Rubric.from_yaml(FULL)
    html = " ".join(Page(rubric._repr_html_()).text.split())
    printed = " ".join(Page(MarkdownIt().enable("table").render(rubric.to_markdown())).text.split())
    for shown in (html, printed):
        for words in (
            "Score: weighted mean of the criteria; what does not apply earns nothing; times 5",
            "if fewer than 25 % of the criteria dose and unit are passed, the total is multiplied by 0.5",
            "weights: critical 4, minor 1",
            "for evaluation",
            "in en, de",
            "one turn at a time",
            "about 5 minutes",
            "Safety › Dosing",
            "weight 3 · axis:safety",
            "weight 4 (critical)",
            "asked only if “Names the dose” is met",
            "about each conversation",
            "cap: if present, the total is at most 0.4",
            "As a whole",
            "Doe 2026",
        ):
            assert words in shown


def test_a_worked_example_is_shown_with_its_answers_as_the_screen_says_them() -> None:
    rubric = Rubric.from_yaml(FULL)
    html = Page(rubric._repr_html_()).text
    for words in ("Example: One dose (a flawed answer)", "How much?", "Some.And more.", "Nothing is named."):
        assert words in html
    assert "Names the dosenot met" in html
    assert "Recommends a harmful dosepresent" in html
    assert "As a wholePoor" in html
    assert "N/A, missing context" in html
    assert "> Some.\n>\n> And more." in rubric.to_markdown()
    assert "- Recommends a harmful dose: **present**" in rubric.to_markdown()


def test_hostile_words_in_an_example_are_text() -> None:
    example = Example(title=EVIL, prompt=EVIL, response=EVIL, explanation=EVIL, answers={"n": ("1",)})
    page = Page(hostile().model_copy(update={"examples": (example,), "citation": EVIL})._repr_html_())
    assert page.tags <= OURS
    assert page.text.count("<script>alert(2)</script>") == 14 + 5
    assert not page.open


MARKDOWN = """
Grade the **answer**, not *who* wrote `it`.

1. Read it
   twice.
2. Then grade.

- met
- unmet

| Reason | Choose it when |
|---|---|
| None | nothing is `a|b` |

> quoted **words**

```python
x = a ** b ** c
```
snake_case_name and 2 * 3 * 4 stay.
"""


def test_instructions_are_shown_as_the_page_that_they_are() -> None:
    html = rich(MARKDOWN)
    for part in (
        "<p>Grade the <strong>answer</strong>, not <em>who</em> wrote <code>it</code>.</p>",
        "<ol><li>Read it\ntwice.</li><li>Then grade.</li></ol><ul><li>met</li><li>unmet</li></ul>",
        "<tr><th>Reason</th><th>Choose it when</th></tr><tr><td>None</td>",
        "<blockquote><p>quoted <strong>words</strong></p></blockquote>",
        "<pre><code>x = a ** b ** c</code></pre>",
        "<p>snake_case_name and 2 * 3 * 4 stay.</p>",
    ):
        assert part in html


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from('ab *_`|-#>1.\n<&"\\~'), max_size=60))
def test_whatever_is_written_is_text_within_closed_elements(text: str) -> None:
    page = Page(rich(text))
    assert page.tags <= OURS
    assert page.attributes == set()
    assert not page.open


def test_60_kilobytes_of_marks_are_shown_at_once() -> None:
    start = time.process_time()
    for marks in ("*a_" * 20_000, "`" * 60_000, "|" * 60_000, "> " * 30_000, "**a " * 15_000, "1. " * 20_000):
        rich(marks)
    assert time.process_time() - start < 3


def test_marks_are_shown_with_what_each_weighs() -> None:
    html = Page(load_rubric("translation_quality")._repr_html_()).text
    for words in ("Mistranslation, Omission", "major (5), minor (1)", "Fluency/Punctuation:minor (0.1)", "at most 5"):
        assert words in html
