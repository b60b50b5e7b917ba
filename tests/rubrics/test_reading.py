"""Rubrics are read strictly, and everything that is wrong is named at once: line, place, way out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from evalwidgets.errors import EvalwidgetsError
from evalwidgets.rubrics import Finding, Rubric, RubricError, library, load_rubric
from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Example,
    Gate,
    Group,
    Need,
    NotApplicable,
    Numeric,
    Option,
    OptionRatings,
    Ordinal,
    Scoring,
    Span,
)

GOOD = """\
id: cardio
title: Cardio
groups:
  - id: safety
    title: Safety
    criteria:
      - id: dose
        text: Gives a safe dose
        points: 8
"""

FAULTY = """\
id: cardio check
title: no
version: 1.20
licnce: MIT
groups:
  - id: safety
    title: Safety
    criteria:
      - {id: dose, text: Safe dose, points: 3, points: 4}
      - id: dose
        text: yes
        points: 'eight'
        required: yes
      - id: tone
        text: Tone
        options: []
      - id: harm
        kind: ordnal
        text:
        options:
          - {id: a, label: A, value: x}
          - {id: a, label: a}
      - {id: level, kind: numeric, text: Level, minimum: 3, maximum: 2, step: 0, na: {allow: false, reasons: [contested, bad]}}
  - id: safety
    title: "  "
    criteria: []
"""

FOUND = """\
rubric cardio.yaml: 21 findings
  line 1, id: must begin with a letter or digit and hold only letters, digits and _ . : / - (no spaces), got 'cardio check'; 'cardio-check' would do
  line 2, title: must be text, and a bare no is read as true or false by many programs; quote it: "no"
  line 4, licnce: is no known field; did you mean licence? (known are id, title, version, language, description, instructions, licence, permitted_use, citation, authors, sources, unit, classes, groups, overall, scoring, examples, translations and extra)
  line 9, criterion dose, points: is there twice (first in line 9); delete one (groups[0].criteria[0].points)
  line 10, criterion dose, id: two criteria are called 'dose'; rename one (groups[0].criteria[1].id)
  line 11, criterion dose, text: must be text, and a bare yes is read as true or false by many programs; quote it: "yes" (groups[0].criteria[1].text)
  line 12, criterion dose, points: must be a number, got 'eight' (groups[0].criteria[1].points)
  line 13, criterion dose, required: must be true or false, got 'yes'; write true (groups[0].criteria[1].required)
  line 16, criterion tone, options: belongs to another kind of criterion, and without a kind this one is binary; add kind: ordinal, choice, multi_choice or option_ratings (groups[0].criteria[2].options)
  line 18, criterion harm, kind: must be one of binary, ternary, ordinal, numeric, choice, multi_choice, count, text, span and option_ratings, got 'ordnal'; did you mean ordinal? (groups[0].criteria[3].kind)
  line 19, criterion harm, text: must be text, got nothing; fill it in (groups[0].criteria[3].text)
  line 21, criterion harm, option a, value: must be a number, got 'x' (groups[0].criteria[3].options[0].value)
  line 22, criterion harm, option a, id: two options are called 'a'; rename one (groups[0].criteria[3].options[1].id)
  line 22, criterion harm, option a, label: two options are labelled 'a', which experts cannot tell apart; reword one (groups[0].criteria[3].options[1].label)
  line 22, criterion harm, option a, value: an ordinal option needs a value, such as value: 0.5 (groups[0].criteria[3].options[1].value)
  line 23, criterion level, na.reasons[1]: must be not_applicable, missing_context, unclear_criterion, contested or outside_expertise, got 'bad' (groups[0].criteria[4].na.reasons[1])
  line 23, criterion level, step: must be more than 0, got 0 (groups[0].criteria[4].step)
  line 23, criterion level, maximum: must be more than the minimum (3), got 2 (groups[0].criteria[4].maximum)
  line 23, criterion level, na.reasons: N/A is not allowed, so there can be no reasons for it; leave them out, or write allow: true (groups[0].criteria[4].na.reasons)
  line 24, group safety, id: two groups are called 'safety'; rename one (groups[1].id)
  line 25, group safety, title: must not be empty (groups[1].title)
  line 26, group safety, criteria: needs at least one criterion, or groups within the group (groups[1].criteria)"""


def refusal(text: str) -> RubricError:
    with pytest.raises(RubricError) as caught:
        Rubric.from_yaml(text, source="cardio.yaml")
    return caught.value


def criterion(fields: str) -> str:
    """Return a rubric whose one criterion has these fields, in line 7."""
    return GOOD.split("      - id", maxsplit=1)[0] + f"      - {{id: dose, text: Safe, {fields}}}\n"


def test_all_that_is_wrong_is_listed_at_once_in_the_order_of_the_file() -> None:
    lines = str(refusal(FAULTY)).splitlines()
    assert lines[1:] == FOUND.splitlines()[1:]
    assert lines[0] == f"rubric cardio.yaml: {len(lines) - 1} findings"


def test_findings_are_there_for_programs_too() -> None:
    error = refusal(FAULTY)
    assert isinstance(error, EvalwidgetsError)
    assert error.code == "invalid_rubric"
    assert Finding(12, "groups[0].criteria[1].points", "must be a number, got 'eight'", "criterion dose, points") in (
        error.findings
    )


def test_a_single_finding_is_one_sentence() -> None:
    assert str(refusal(GOOD.replace("points: 8", "points: eight"))) == (
        "rubric cardio.yaml, line 9, criterion dose, points: must be a number, got 'eight' (groups[0].criteria[0].points)"
    )


@pytest.mark.parametrize("reason", ["bare", "kind"])
def test_a_fault_behind_another_fault_is_found_in_the_same_go(reason: str) -> None:
    fault = {"bare": "required: maybe", "kind": "kind: binray"}[reason]
    twice = criterion(fault) + "      - {id: dose, text: Again}\n"
    assert [finding.path.rsplit(".", 1)[-1] for finding in refusal(twice).findings] == [fault.split(":")[0], "id"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("points: '8'", "points: must be a number, got the text '8'; write it without quotes"),
        ("points: true", "points: must be a number, got 'true'"),
        ("points: 1_000", "points: must be a number, got '1_000'"),
        ('points: "1,5"', "points: must be a number, got '1,5'"),
        ("points: .nan", "points: must be a finite number, got nan"),
        ("points: -.inf", "points: must be a finite number, got -inf"),
        ("points: [8]", "points: must be a number, got a list"),
        ("points: ", "points: must be a number, got nothing; fill it in, or delete the field"),
        ("required: 1", "required: must be true or false, got '1'"),
        ("required: No", "required: must be true or false, got 'No'; write false"),
        ("help: {a: b}", "help: must be text, got a mapping"),
        ("tags: tone", "tags: must be a list, each entry after a dash, got 'tone'"),
        ("tags: [off]", 'tags[0]: must be text, and a bare off is read as true or false by many programs; quote it: "off"'),
        ("tags: ['']", "tags[0]: must not be empty"),
        ("na: never", "na: must be a mapping, such as id: dose, got 'never'"),
        ("na: {reasons: []}", "na.reasons: N/A is allowed but has no reason; name at least one, or write allow: false"),
        ("na: {reasons: [contested, contested]}", "na.reasons[1]: names 'contested' twice"),
        ("na: {reasons: [contsted]}", "got 'contsted'; did you mean contested?"),
        ("na: {alow: true}", "na.alow: is no known field; did you mean allow? (known are allow and reasons)"),
        ("kind: [binary]", "kind: must be one of binary, ternary, ordinal, numeric, choice, multi_choice, count, text, span and option_ratings, got a list"),
        ("kind: count, maximum: 0", "maximum: must be 1 or more, got 0"),
        ("kind: count, maximum: 2.5", "maximum: must be a whole number, got 2.5"),
        ("kind: text, max_length: 0", "max_length: must be 1 or more, got 0"),
        ("kind: text, options: []", "options: belongs to criteria of kind ordinal, choice, multi_choice or option_ratings; this one is text"),
        ("kind: numeric, maximum: 1", "minimum: is missing; add it"),
        ("kind: numeric, minimum: 1, maximum: 1", "maximum: must be more than the minimum (1), got 1"),
        ("kind: numeric, minimum: 0, maximum: 1, step: -1", "step: must be more than 0, got -1"),
        ("kind: numeric, minimum: 0, maximum: 1, step: 2", "step: must fit between 0 and 1, got 2"),
        ("kind: numeric, minimum: .nan, maximum: 1", "minimum: must be a finite number, got nan"),
        ("kind: ordinal, options: [{id: a, label: A, value: 1}]", "options: needs 2 or more, has 1"),
        (
            "kind: ordinal, options: [{id: a, label: A, value: 1}, {id: b, label: B, value: 1}]",
            "options: the values of ordinal options must rise, or fall, from one to the next; they are 1, 1",
        ),
        (
            "kind: ordinal, options: [{id: a, label: A, value: 1}, {id: b, label: B}]",
            "option b, value: an ordinal option needs a value, such as value: 0.5",
        ),
        (
            "kind: choice, options: [{id: a, label: A}, {id: a, label: B}]",
            "option a, id: two options are called 'a'; rename one",
        ),
        ("kind: choice, options: [{id: a, label: No}, {id: b, label: B}]", "option a, label: must be text, and a bare No"),
        ("weight: -1", "weight: must be 0 or more, got -1"),
        ("weight_class: critical", "weight_class: there is no class 'critical'; the rubric names no classes; add it to classes with its weight"),
        ("polarity: worse", "polarity: must be good or bad, got 'worse'"),
        ("scope: page", "scope: must be response, turn, step, option, pair or conversation, got 'page'"),
        ("kind: text, reverse: true", "reverse: a criterion of kind text has no scale that could count backwards; delete it"),
        ("reverse: yes", "reverse: must be true or false, got 'yes'; write true"),
        ("kind: ternary, partial: 1", "partial: must be less than 1, got 1"),
        ("gate: {kind: cap, when: [met]}", "gate.value: a cap needs a value, such as value: 0.5"),
        ("gate: {kind: penalty, when: [met], value: -1}", "gate.value: the value of a penalty must be 0 or more, got -1"),
        ("gate: {kind: hurdle, when: [unmet], value: 0}", "gate.value: a hurdle makes the total 0 and has no value; delete it, or make it a cap"),
        ("gate: {kind: hurdle}", "gate: does not say for which answers; add when: [met], or at_least: or at_most: with a number"),
        ("gate: {kind: hurdle, when: [met], at_most: 0}", "gate.when: has labels and a number; keep either when, or at_least and at_most"),
        ("gate: {kind: hurdle, when: [failed]}", "gate.when[0]: criterion dose has no answer 'failed'; its answers are met, unmet"),
        ("gate: {kind: hurdle, at_least: 2}", "gate.at_least: criterion dose can never have 2 or more; it goes from 0 to 1"),
        ("gate: {kind: hurdle, at_most: 0, at_least: 1}", "gate.at_most: must not be less than at_least (1), got 0"),
        ("gate: {kind: gap, when: [met]}", "gate.kind: must be hurdle, cap, multiplier or penalty, got 'gap'; did you mean cap?"),
        ("kind: text, gate: {kind: hurdle, when: [met]}", "gate: criterion dose is answered in words, on which nothing can hang"),
        ("kind: count, gate: {kind: hurdle, when: [met]}", "gate.when[0]: criterion dose has no answer 'met'; it has a number; use at_least or at_most"),
        ("kind: count, maximum: 3, gate: {kind: hurdle, at_least: 4}", "gate.at_least: criterion dose can never have 4 or more; it goes from 0 to 3"),
        ("needs: [dose]", "needs[0]: a criterion cannot need itself; delete it"),
        ("needs: [doze]", "needs[0]: there is no criterion 'doze'; name one that there is"),
        ("needs: [{when: [met]}]", "needs[0].criterion: is missing; add it"),
        ("needs: dose", "needs: must be a list, each entry after a dash, got 'dose'"),
        ("kind: span, severities: {minor: 1}", "taxonomy: is missing; add it"),
        ("kind: span, severities: {minor: 1}, taxonomy: {}", "taxonomy: needs 1 or more, has 0"),
        ("kind: span, severities: {minor: x}, taxonomy: {A: []}", "severities.minor: must be a number, got 'x'"),
        ("kind: span, severities: {minor: -1}, taxonomy: {A: []}", "severities.minor: must be 0 or more, got -1"),
        ("kind: span, severities: {minor: 1}, taxonomy: {A/B: []}", "taxonomy.A/B: a category's name holds no / or :, and no space before or after"),
        ("kind: span, severities: {minor: 1}, taxonomy: {A: [B, B]}", "taxonomy.A[1]: is there twice: 'B'; delete one"),
        ("kind: span, severities: {minor: 1}, taxonomy: {A: []}, overrides: {B: 1}", "overrides.B: is no category of the taxonomy, nor one with a severity such as A:minor"),
        ("kind: span, severities: {no: 1}, taxonomy: {A: []}", 'severities.no: a bare no is read as true or false by many programs; quote this name: "no"'),
        ("kind: option_ratings, options: [{id: a, label: A, value: 0}, {id: b, label: B, value: 1}]", "subjects: is missing; add it"),
        ("kind: option_ratings, subjects: [{id: s, label: S, value: 0}], options: [{id: a, label: A, value: 0}, {id: b, label: B, value: 1}]", "subject s, value: is no known field"),
        ("kind: choice, options: [a, {id: b, label: B}]", "option 1: must be a mapping, such as id: dose, got 'a'"),
    ],
)  # fmt: skip
def test_each_fault_of_a_criterion_is_said_in_words(fields: str, message: str) -> None:
    error = refusal(criterion(fields))
    assert len(error.findings) == 1, error
    assert f"line 7, criterion dose, {message}" in str(error) or message in str(error), error
    assert error.findings[0].line == 7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "rubric cardio.yaml: is empty; a rubric needs at least id, title and groups"),
        ("# nothing\n", "is empty; a rubric needs at least id, title and groups"),
        ("- a\n- b", "line 1: must be a mapping of fields; a rubric needs at least id, title and groups"),
        ("just words", "line 1: must be a mapping of fields"),
        (GOOD.replace("title: Cardio\n", ""), "line 1, title: is missing; add it"),
        (GOOD.replace("    title: Safety\n", ""), "line 4, group safety, title: is missing; add it (groups[0].title)"),
        (GOOD.replace("        text: Gives a safe dose\n", ""), "line 7, criterion dose, text: is missing; add it"),
        (GOOD.replace("- id: dose\n        text", "- text"), "line 7, group safety, criterion 1, id: is missing; add it"),
        (GOOD.split("groups", maxsplit=1)[0] + "groups: []", "line 3, groups: needs 1 or more, has 0"),
        (GOOD.split("groups", maxsplit=1)[0] + "groups:", "line 3, groups: must be a list, each entry after a dash, got nothing; fill it in"),
        (GOOD.replace("id: safety", "id: item"), "'item' is the group of an item's own criteria; call yours something else"),
        (GOOD.replace("id: dose", "id: strength"), "'strength' is an answer of every comparison; call the criterion something else"),
        (GOOD.replace("title: Cardio", "title: true"), 'line 2, title: must be text, and a bare true is read as true or false by many programs; quote it: "true"'),
        (GOOD.replace("title: Cardio", "title: ~"), "line 2, title: must be text, got nothing; fill it in"),
        (GOOD.replace("title: Cardio", "title: Cardio\n? [a]\n: b"), "line 3: the name of a field must be one word"),
        (GOOD + "overall: {id: dose, text: Again}\n", "line 10, overall.id: two criteria are called 'dose'; rename one"),
        (GOOD + "overall: {id: whole, txt: Again}\n", "line 10, overall.txt: is no known field; did you mean text?"),
        (GOOD + "overall: {id: whole, text: Whole, options: []}\n", "line 10, overall.options: belongs to another kind of criterion, and without a kind this one is binary"),
        (GOOD.replace("id: safety", "id: overall") + "overall: {id: whole, text: Whole}\n", "'overall' is the group of the overall question; call yours something else"),
        (GOOD + "    groups: [{id: safety, title: Again, criteria: [{id: x, text: X}]}]\n", "line 10, group safety, group safety, id: two groups are called 'safety'; rename one (groups[0].groups[0].id)"),
        (GOOD + "    groups: [{id: inner, title: Inner, criteria: [{id: dose, text: X}]}]\n", "line 10, criterion dose, id: two criteria are called 'dose'; rename one (groups[0].groups[0].criteria[0].id)"),
        (GOOD + "    groups: [{id: inner, title: Inner}]\n", "line 10, group safety, group inner, criteria: needs at least one criterion, or groups within the group"),
        (GOOD + "        weight: 2\n        weight_class: high\nclasses: {high: 4}\n", "line 11, criterion dose, weight_class: there is a weight already; delete one of the two"),
        (GOOD + "classes: {critical: high}\n", "line 10, classes.critical: must be a number, got 'high'"),
        (GOOD + "scoring: {rule: mean}\n", "line 10, scoring.rule: must be points_over_positive, points_min_max, weight_mean"),
        (GOOD + "scoring: {clip_mean: [1, 0]}\n", "line 10, scoring.clip_mean: must rise from the lowest to the highest, such as [0, 1]"),
        (GOOD + "scoring: {rescale: 0}\n", "line 10, scoring.rescale: must not be 0, or every score is"),
        (GOOD + "scoring: {pass_at: 2}\n", "line 10, scoring.pass_at: must be 1 or less, got 2"),
        (GOOD + "scoring: {gates: [{kind: cap, value: 0.3, passed_below: 0.25, tg: expert}]}\n", "line 10, scoring.gates[0].tg: is no known field; did you mean tag? (known are kind, value, passed_below, tag, group and criteria)"),
        (GOOD + "scoring: {gates: [{kind: cap, value: 0.3}]}\n", "line 10, scoring.gates[0].passed_below: is missing; add it"),
        (GOOD + "scoring: {gates: [{kind: cap, passed_below: 0.5}]}\n", "line 10, scoring.gates[0].value: a cap needs a value, such as value: 0.5"),
        (GOOD + "scoring: {gates: [{kind: hurdle, passed_below: 0}]}\n", "line 10, scoring.gates[0].passed_below: must be more than 0, got 0"),
        (GOOD + "scoring: {gates: [{kind: hurdle, passed_below: 25}]}\n", "line 10, scoring.gates[0].passed_below: must be 1 or less, got 25"),
        (GOOD + "scoring: {gates: [{kind: hurdel, passed_below: 0.5}]}\n", "line 10, scoring.gates[0].kind: must be hurdle, cap, multiplier or penalty, got 'hurdel'"),
        (GOOD + "scoring: {gates: [{kind: hurdle, passed_below: 0.5, tag: expert, group: safety}]}\n", "line 10, scoring.gates[0].group: there is a tag already; keep one of tag, group and criteria"),
        (GOOD + "scoring: {gates: [{kind: hurdle, passed_below: 0.5, group: safty}]}\n", "line 10, scoring.gates[0].group: there is no group 'safty'; there is safety and item"),
        (GOOD + "scoring: {gates: [{kind: hurdle, passed_below: 0.5, criteria: [doze]}]}\n", "line 10, scoring.gates[0].criteria: there is no criterion 'doze'; name one that there is"),
        (GOOD + "scoring: {gates: [{kind: hurdle, passed_below: 0.5, criteria: [dose, dose]}]}\n", "line 10, scoring.gates[0].criteria: names 'dose' twice; delete one"),
        (GOOD + "        kind: text\nscoring: {gates: [{kind: hurdle, passed_below: 0.5, criteria: [dose]}]}\n", "line 11, scoring.gates[0].criteria: criterion dose has no worst and best answer, and is never passed"),
        (GOOD + "        kind: text\nscoring: {gates: [{kind: hurdle, passed_below: 0.5, group: safety}]}\n", "line 11, scoring.gates[0].group: no criterion of group safety can be passed; choose others"),
        (GOOD + "scoring: {rul: mqm}\n", "line 10, scoring.rul: is no known field; did you mean rule?"),
        (GOOD + "permitted_use: [sale]\n", "line 10, permitted_use[0]: must be evaluation, training or redistribution, got 'sale'"),
        (GOOD + "language: english\n", "line 10, language: must be a language such as en, de or pt-BR, got 'english'"),
        (GOOD + "language: no\n", 'line 10, language: must be text, and a bare no is read as true or false by many programs; quote it: "no"'),
        (GOOD + "translations: {no: {title: Hjerte}}\n", 'line 10, translations.no: a bare no is read as true or false by many programs; quote this name: "no"'),
        (GOOD + "translations: {en: {title: Heart}}\n", "line 10, translations.en: is the language that the rubric itself is in; delete it, or change language"),
        (GOOD + "translations: {german: {title: Herz}}\n", "line 10, translations.german: must be a language such as en, de or pt-BR, got 'german'"),
        (GOOD + "translations: {de: {titel: Herz}}\n", "line 10, translations.de.titel: is no known field; did you mean title?"),
        (GOOD + "translations: {de: {criteria: {doze: {text: Dosis}}}}\n", "line 10, translations.de.criteria.doze: there is no criterion 'doze'"),
        (GOOD + "translations: {de: {criteria: {dose: {txt: Dosis}}}}\n", "line 10, translations.de.criteria.dose.txt: is no known field; did you mean text?"),
        (GOOD + "translations: {de: {criteria: {dose: {options: {met: {label: Ja}}}}}}\n", "line 10, translations.de.criteria.dose.options.met: the criterion has no option 'met'"),
        (GOOD + "translations: {de: {groups: {tone: {title: Ton}}}}\n", "line 10, translations.de.groups.tone: there is no group 'tone'"),
        (GOOD + "examples: [{title: Good, answers: {doze: met}}]\n", "line 10, example 1, answers.doze: there is no criterion 'doze'"),
        (GOOD + "examples: [{title: Good, answers: {dose: safe}}]\n", "line 10, example 1, answers.dose: must be met or unmet, got 'safe'"),
        (GOOD + "examples: [{title: Good, answers: {dose: n/a}}]\n", "line 10, example 1, answers.dose: must be n/a with its reason, such as n/a:missing_context, got 'n/a'"),
        (GOOD + "examples: [{title: Good, answers: {dose: [met, unmet]}}]\n", "line 10, example 1, answers.dose: takes one answer, has 2"),
        (GOOD + "examples: [{titel: Good}]\n", "line 10, example 1, titel: is no known field; did you mean title?"),
        (GOOD + "id: again\n", "line 10, id: is there twice (first in line 1); delete one"),
        (GOOD.replace("title: Cardio", "title: Cardio: heart"), "line 2: cannot be read as YAML: mapping values are not allowed in this context; a colon followed by a space begins a value; put a text with one in quotes"),
        (GOOD.replace("title: Cardio", "title: @cardio"), "line 2: cannot be read as YAML: found character that cannot start any token; put a text that begins with such a character in quotes"),
        (GOOD.replace("    title", "\ttitle"), "line 5: cannot be read as YAML"),
        (GOOD.replace("title: Cardio", 'title: "Cardio'), "line 2: cannot be read as YAML: found unexpected end of stream; a quotation mark is not closed"),
        (GOOD.replace("title: Cardio", "title: [Cardio"), "cannot be read as YAML: did not find expected ',' or ']'; look at the indentation"),
        (GOOD.replace("title: Cardio", "title: !!python/name:os.system x"), "line 2: the tag tag:yaml.org,2002:python/name:os.system is not read; leave it out"),
        (GOOD + "---\n" + GOOD, "line 10: a second document begins here; a file holds one rubric"),
        (GOOD.replace("Cardio", "Car\x07dio"), "line 2: there is an invisible character (U+0007); delete it"),
        (GOOD.replace("Cardio", "Car\ud83ddio"), "line 2: there is half a character (a lone surrogate); delete it"),
        (GOOD.replace("Cardio", "*cardio"), "line 2: nothing before this line is marked &cardio"),
        (GOOD.replace("groups:", "groups: &g\n  - *g\n"), "line 4: nothing before this line is marked &g"),
        ("a: " + "[" * 100_000, "lists and mappings are nested more than 64 deep"),
        ("a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in ["ab", "bc", "cd", "de", "ef", "fg", "gh"]), "the file holds more than 500,000 values; that is no rubric"),
    ],
    ids=lambda value: None if len(value) < 200 else "long",
)  # fmt: skip
def test_each_fault_of_a_file_is_said_in_words(text: str, message: str) -> None:
    assert message in str(refusal(text))


class TestWhatYamlMakesOfWords:
    @pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "true", "False"])
    def test_a_bare_word_that_may_be_a_truth_value_has_to_be_quoted(self, word: str) -> None:
        error = refusal(GOOD.replace("Gives a safe dose", word))
        assert f'quote it: "{word}"' in str(error)
        assert Rubric.from_yaml(GOOD.replace("Gives a safe dose", f'"{word}"')).criteria[0].text == word
        assert Rubric.from_yaml(GOOD.replace("Gives a safe dose", f"'{word}'")).criteria[0].text == word

    @pytest.mark.parametrize("version", ["1.20", "1.10", "2", "010", "1e3", "2026-01-02", "12:30:45", "0x1F", "1_000"])
    def test_a_version_stays_as_it_is_written(self, version: str) -> None:
        rubric = Rubric.from_yaml(f"version: {version}\n{GOOD}")
        assert rubric.version == version
        assert Rubric.from_yaml(rubric.to_yaml()).version == version

    @pytest.mark.parametrize(("written", "points"), [("010", 10), ("0o17", 15), ("0x1F", 31), ("1e1", 10), ("+.5", 0.5), ("-3.", -3)])  # fmt: skip
    def test_numbers_are_those_of_yaml_1_2(self, written: str, points: float) -> None:
        assert Rubric.from_yaml(GOOD.replace("points: 8", f"points: {written}")).criteria[0].points == points

    def test_a_number_may_be_an_id_or_a_label(self) -> None:
        text = criterion("kind: choice, options: [{id: 1, label: 1.0}, {id: 2, label: 2.0}]")
        (asked,) = Rubric.from_yaml(text).criteria
        assert isinstance(asked, Choice)
        assert [(option.id, option.label) for option in asked.options] == [("1", "1.0"), ("2", "2.0")]

    def test_options_that_several_criteria_share_may_be_written_once(self) -> None:
        text = criterion("kind: ordinal, options: &agree [{id: a, label: A, value: 0}, {id: b, label: B, value: 1}]")
        text += "      - {id: tone, kind: ordinal, text: Tone, options: *agree}\n"
        first, second = Rubric.from_yaml(text).criteria
        assert isinstance(first, Ordinal)
        assert isinstance(second, Ordinal)
        assert first.options == second.options


WHOLE = (
    criterion(
        "kind: ordinal, gate: {kind: hurdle, when: [a]}, "
        "options: [{id: a, label: A, value: 0}, {id: b, label: B, value: 1}]"
    )
    + """\
      - {id: marks, kind: span, text: Marks, needs: [{criterion: dose, when: [b]}], taxonomy: {A: [B]}, severities: {minor: 1}}
overall: {id: whole, text: All in all}
examples: [{title: Good, answers: {dose: a}}]
translations: {de: {title: Herz, criteria: {dose: {text: Dosis}}}}
"""
)

_SCALARS = st.sampled_from(
    ["", "yes", "x", "1.20", None, True, 8, -0.5, 10**400, "ordinal", "cuont", "item", "strength"]
)
_MODELS = [Rubric, Group, Ordinal, Numeric, Span, OptionRatings, NotApplicable, Option, Gate, Need, Scoring, Example]
_FIELDS = st.sampled_from([*(name for model in _MODELS for name in model.model_fields), "typo", "de", "dose"])
_ANYTHING = st.recursive(_SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(_FIELDS, part, max_size=4))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_in_a_file_it_reads_or_is_refused_with_lines_and_paths(data: st.DataObject) -> None:
    whole = Rubric.from_yaml(WHOLE)
    content = whole.model_dump(mode="json")
    (group,) = content["groups"]
    first, second = group["criteria"]
    within = (first["options"][0], first["gate"], second["needs"][0], second["severities"], second["taxonomy"])
    about = (
        content["scoring"],
        content["examples"][0],
        content["examples"][0]["answers"],
        content["translations"]["de"],
    )
    for part in (content, group, first, second, *within, *about, content["overall"]):
        for name in data.draw(st.lists(_FIELDS, max_size=1)):
            part[name] = data.draw(_ANYTHING)
    text = json.dumps(content, indent=1)
    for read in (Rubric.from_json, Rubric.from_yaml):
        for finding in _findings(read, text):
            assert 1 <= (finding.line or 0) <= text.count("\n") + 1
            assert finding.message
            assert finding.path


def _findings(read: Callable[[str], Rubric], text: str) -> list[Finding]:
    try:
        read(text)
    except RubricError as error:
        return error.findings or pytest.fail(f"refused without a finding: {error}")
    return []


def test_kind_may_be_left_out_for_binary() -> None:
    assert Rubric.from_yaml(GOOD).criteria == (Binary(id="dose", text="Gives a safe dose", points=8),)
    assert Rubric.model_validate({"id": "r", "title": "R", "groups": [{"id": "g", "title": "G", "criteria": [{"id": "a", "text": "A"}]}]}).criteria[0].kind == "binary"  # fmt: skip


class TestJson:
    DATA = Rubric.from_yaml(GOOD).model_dump(mode="json")

    def test_it_reads_as_yaml_does(self) -> None:
        assert Rubric.from_json(json.dumps(self.DATA, indent=1)) == Rubric.from_yaml(GOOD)
        assert Rubric.from_yaml(json.dumps(self.DATA)) == Rubric.from_yaml(GOOD)

    @pytest.mark.parametrize("text", ["1.20", '"1.20"'])
    def test_a_version_stays_as_it_is_written(self, text: str) -> None:
        assert Rubric.from_json(json.dumps(self.DATA).replace('"1.0.0"', text)).version == "1.20"

    def test_findings_have_lines(self) -> None:
        text = json.dumps(self.DATA, indent=1).replace('"points": 8.0', '"points": "8"').replace('"Safety"', "true")
        with pytest.raises(RubricError) as caught:
            Rubric.from_json(text, source="cardio.json")
        lines = text.split("\n")
        for finding, field in zip(caught.value.findings, ["title", "points"], strict=True):
            assert f'"{field}"' in lines[(finding.line or 0) - 1]
            assert finding.path.endswith(field)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "rubric cardio.json: is empty"),
            ("[1]", "line 1: must be a mapping of fields"),
            ('{"id": "a",\n "title" "b"}', "line 2: cannot be read as JSON: a colon is expected after 'title'"),
            ('{"id": "a",\n}', "line 2: cannot be read as JSON: delete the comma before this end"),
            ('{"id": "a"\n "title": "b"}', "line 2: cannot be read as JSON: a comma or } is expected here, got '\"'"),
            ('{"id":\n NaN}', "line 2: cannot be read as JSON: a value is expected here, got 'N'"),
            ('{"id": "a', "line 1: cannot be read as JSON: unterminated string"),
            ('{"id": ', "line 1: cannot be read as JSON: the text ends too early"),
            ("{id: 1}", "line 1: cannot be read as JSON: the name of a field is expected here, in double quotes"),
            ('{"id": "a"}\n{}', "line 2: cannot be read as JSON: there is more after the end; a file holds one rubric"),
            ('{"id": "a", "id": "b"}', "line 1, id: is there twice (first in line 1); delete one"),
            ('{"id": "\\ud83d"}', "id: holds half a character (a lone surrogate); delete it"),
            ("[" * 100_000, "lists and mappings are nested more than 64 deep"),
        ],
        ids=lambda value: None if len(value) < 200 else "long",
    )
    def test_what_is_not_json_is_said_with_its_line(self, text: str, message: str) -> None:
        with pytest.raises(RubricError, match=re.escape(message)):
            Rubric.from_json(text, source="cardio.json")


class TestARubricMadeInPython:
    """What is checked in a file is checked in Python."""

    def test_ids_are_distinct(self) -> None:
        one, other = Binary(id="a", text="x"), Binary(id="a", text="y")
        with pytest.raises(ValidationError, match="two criteria are called 'a'"):
            Rubric(id="r", title="R", groups=(Group(id="g", title="G", criteria=(one, other)),))
        groups = (
            Group(id="g", title="G", criteria=(one,)),
            Group(id="g", title="H", criteria=(Binary(id="b", text="x"),)),
        )
        with pytest.raises(ValidationError, match="two groups are called 'g'"):
            Rubric(id="r", title="R", groups=groups)

    def test_numbers_are_numbers(self) -> None:
        for wrong in (True, "8", float("nan"), float("inf")):
            with pytest.raises(ValidationError, match="number"):
                Binary(id="a", text="x", points=wrong)  # pyright: ignore[reportArgumentType]
        with pytest.raises(ValidationError, match="must be more than the minimum"):
            Numeric(id="n", kind="numeric", text="x", minimum=2, maximum=1)

    def test_options_are_distinct_and_in_order(self) -> None:
        low, high = Option(id="low", label="Low", value=0), Option(id="high", label="High", value=1)
        for wrong in (
            (low, low),
            (low, high, Option(id="mid", label="Mid", value=0.5)),
            (low, Option(id="x", label="X")),
        ):
            with pytest.raises(ValidationError):
                Ordinal(id="o", kind="ordinal", text="x", options=wrong)
        assert Ordinal(id="o", kind="ordinal", text="x", options=(high, low)).options == (high, low)

    def test_na_has_reasons_exactly_where_it_is_allowed(self) -> None:
        assert NotApplicable(allow=False).reasons == ()
        for wrong in ({"allow": False, "reasons": ("contested",)}, {"reasons": ()}):
            with pytest.raises(ValidationError):
                NotApplicable.model_validate(wrong)

    def test_item_criteria_come_last_in_a_group_of_their_own(self) -> None:
        rubric = Rubric.from_yaml(GOOD)
        own = Binary(id="aspirin", text="Names aspirin", points=2)
        assert rubric.for_item(()) == rubric.groups
        *first, last = rubric.for_item((own,))
        assert tuple(first) == rubric.groups
        assert (last.id, last.title, last.criteria) == ("item", "For this item", (own,))


class TestLoading:
    def test_by_name_or_by_path(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "cardio.yaml").write_text(GOOD, "utf-8")
        (tmp_path / "cardio.yml").write_text("\ufeff" + GOOD, "utf-8")
        (tmp_path / "cardio.json").write_text(Rubric.from_yaml(GOOD).model_dump_json(), "utf-8")
        monkeypatch.chdir(tmp_path)
        for place in ("cardio.yaml", Path("cardio.yml"), tmp_path / "cardio.json"):
            assert load_rubric(place) == Rubric.from_yaml(GOOD)
        assert load_rubric("medical_accuracy").title == "Medical accuracy"

    def test_an_unknown_name_brings_the_list_and_the_nearest(self) -> None:
        names = f"It has {', '.join(library().names)}."
        with pytest.raises(RubricError, match="no rubric 'medical_acuracy'; did you mean 'medical_accuracy'") as caught:
            load_rubric("medical_acuracy")
        assert names in str(caught.value)
        with pytest.raises(RubricError, match="did you mean 'legal_reasoning'"):
            load_rubric("Legal Reasoning")
        with pytest.raises(RubricError) as caught:
            load_rubric("zzz")
        assert "did you mean" not in str(caught.value)
        assert names in str(caught.value)

    def test_a_file_that_is_not_there_is_said_with_where_it_was_sought(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(RubricError, match=re.escape(f"rubric cardio.yaml: there is no such file in {tmp_path}.")):
            load_rubric("cardio.yaml")

    def test_a_file_that_cannot_be_read_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "latin.yaml").write_bytes("id: a\ntitle: é\n".encode("latin-1"))
        with pytest.raises(RubricError, match=r"rubric latin\.yaml, line 2: is not UTF-8; save the file in UTF-8"):
            load_rubric(tmp_path / "latin.yaml")
        (tmp_path / "folder.yaml").mkdir()
        with pytest.raises(RubricError, match=r"folder.yaml: cannot be read \(Is a directory\)"):
            load_rubric(tmp_path / "folder.yaml")
        with pytest.raises(RubricError, match=r"a rubric's file ends in \.yaml, \.yml or \.json"):
            load_rubric(tmp_path / "cardio.txt")

    def test_errors_name_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "cardio.yaml").write_text(GOOD.replace("points: 8", "points: eight"), "utf-8")
        with pytest.raises(
            RubricError, match=r"^rubric cardio\.yaml, line 9, criterion dose, points: must be a number"
        ):
            load_rubric(tmp_path / "cardio.yaml")
