"""What is read is written again as it was; what can be written is read again as it was; the rest is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from evalwidgets.errors import RubricError, WouldLose
from evalwidgets.rubrics.formats import FORMATS, read, recognise, write
from evalwidgets.rubrics.formats.remainder import same
from evalwidgets.rubrics.model import Rubric
from tests.rubrics.formats import raw
from tests.rubrics.strategies import rubrics

PHASES = (
    Phase.explicit,
    Phase.reuse,
    Phase.generate,
)  # the first example that fails tells enough; making it small takes minutes
pytestmark = pytest.mark.filterwarnings("ignore::evalwidgets.errors.RubricWarning")
modest = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
every_format = pytest.mark.parametrize("name", raw.FORMATS)


def refusal(work: Callable[[], Any]) -> RubricError | None:
    try:
        work()
    except RubricError as error:
        return error
    return None


@every_format
@given(data=st.data())
@modest
def test_what_was_read_is_written_as_it_was(name: str, data: st.DataObject) -> None:
    given_data = data.draw(raw.FORMATS[name])
    rubric = read(given_data, name)
    assert same(write(rubric, name), given_data)


@every_format
@given(data=st.data())
@modest
def test_what_was_read_survives_yaml_and_is_written_as_it_was(name: str, data: st.DataObject) -> None:
    given_data = data.draw(raw.FORMATS[name])
    rubric = read(given_data, name)
    again = Rubric.from_yaml(rubric.to_yaml())
    assert again == rubric
    assert same(write(again, name), given_data)


@every_format
@given(data=st.data())
@modest
def test_a_rubric_that_a_format_can_hold_is_read_as_it_was(name: str, data: st.DataObject) -> None:
    rubric = read(data.draw(raw.FORMATS[name]), name)
    again = read(write(rubric, name), name, id=rubric.id, title=rubric.title)
    assert again == rubric
    assert again.hash == rubric.hash


@pytest.mark.parametrize("name", FORMATS)
@given(rubric=rubrics(), data=st.data())
@modest
def test_any_rubric_is_either_held_whole_or_refused_by_name(name: str, rubric: Rubric, data: st.DataObject) -> None:
    refused = refusal(lambda: write(rubric, name))
    if refused is None:
        assert read(write(rubric, name), name, id=rubric.id, title=rubric.title) == rubric
    elif isinstance(refused, WouldLose):
        assert refused.fields
        assert all(f'"{field}"' in str(refused) for field in refused.fields)
        # Once the caller says that these may go, and only then, the rest is written.
        kept_one = data.draw(st.sampled_from(refused.fields))
        with pytest.raises(WouldLose):
            write(rubric, name, drop=[field for field in refused.fields if field != kept_one])
        write(rubric, name, drop=refused.fields)
    else:  # it lacks what the format needs
        assert "needs" in str(refused) or "must be" in str(refused)


@every_format
@given(data=st.data())
@modest
def test_a_format_is_recognised_or_its_rivals_are_named(name: str, data: st.DataObject) -> None:
    given_data: Any = data.draw(raw.FORMATS[name])
    refused = refusal(lambda: recognise(given_data))
    if refused is None:
        assert recognise(given_data) == name
    else:
        assert "could be" in str(refused)
        assert name in str(refused)


@every_format
@given(data=st.data())
@modest
def test_an_edited_text_is_what_is_written(name: str, data: st.DataObject) -> None:
    rubric = read(data.draw(raw.FORMATS[name]), name)
    group = rubric.groups[0]
    while not group.criteria:
        group = group.groups[0]
    edited = group.criteria[0].model_copy(update={"text": "Names the dose in words of its own"})

    def put(one: Any) -> Any:
        criteria = tuple(edited if criterion.id == edited.id else criterion for criterion in one.criteria)
        return one.model_copy(update={"criteria": criteria, "groups": tuple(map(put, one.groups))})

    changed = rubric.model_copy(update={"groups": tuple(map(put, rubric.groups))})
    refused = refusal(lambda: write(changed, name, drop=["id"]))
    if isinstance(refused, WouldLose):
        assert name == "mqm"  # whose one question is always the same
        assert refused.fields == ["text"]
    else:
        written = write(changed, name, drop=["id"])
        assert edited.text in {criterion.text for criterion in read(written, name).criteria}
