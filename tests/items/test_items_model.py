"""The content hash: one for one content, however it was written."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from evalwidgets.canonical import content_hash
from evalwidgets.items import Document, Item, Message, Response, item_from_json, item_to_json

texts = st.text(min_size=1, max_size=40)
numbers = st.one_of(st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False))
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=10)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
messages = st.lists(st.builds(Message, role=texts, text=st.text(max_size=40)), min_size=1, max_size=3).map(tuple)


nothing = st.just({})


def items(metadata=nothing):
    return st.builds(
        Item,
        id=texts,
        prompt=messages,
        responses=st.lists(
            st.builds(Response, id=texts, messages=messages, model=st.none() | texts, metadata=metadata),
            min_size=1,
            max_size=3,
            unique_by=lambda response: response.id,
        ).map(tuple),
        reference=st.none() | texts,
        context=st.lists(st.builds(Document, title=st.text(max_size=5), text=texts), max_size=2).map(tuple),
        metadata=metadata,
        gold=st.none() | metadata,
        warnings=st.lists(texts, max_size=2).map(tuple),
    )


def shuffled(value, chance: random.Random):
    """The same JSON, its keys in another order and its whole numbers with or without ``.0``."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [shuffled(entry, chance) for entry in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53 and chance.random() < 0.5:
        return float(value)
    if isinstance(value, float) and value.is_integer() and chance.random() < 0.5:
        return int(value)
    return value


@settings(max_examples=60, deadline=None)
@given(items(st.dictionaries(st.text(max_size=5), json_values, max_size=3)), st.randoms())
def test_the_hash_ignores_the_order_of_keys_and_the_spelling_of_numbers(item, chance):
    other = shuffled(item.model_dump(mode="json"), chance)
    assert Item.model_validate(other).hash == item.hash


@settings(max_examples=60, deadline=None)
@given(items())
def test_the_quick_hash_of_plain_text_is_the_hash_of_the_canonical_json(item):
    assert item.hash == content_hash(item.model_dump(mode="json", exclude_defaults=True))


@settings(max_examples=60, deadline=None)
@given(items(st.dictionaries(st.text(max_size=5), json_values, max_size=3)))
def test_an_item_read_back_from_its_json_is_the_same(item):
    again = item_from_json(item_to_json(item))
    assert again == item
    assert again.hash == item.hash


@settings(max_examples=60, deadline=None)
@given(items(), items())
def test_different_items_have_different_hashes(one, other):
    assert (one == other) == (one.hash == other.hash)


def example(**changes) -> Item:
    fields = {
        "id": "q1",
        "prompt": [{"role": "user", "text": "What is 2 + 2?"}],
        "responses": [{"id": "1", "messages": [{"role": "assistant", "text": "4 \n\x01 é 😀"}]}],
    }
    return Item.model_validate(fields | changes)


def test_the_hash_of_an_item_stays_what_it_was_in_earlier_versions():
    assert example().hash == "5eee7dd34fd25e48f0c9f68868929dbada318bd8645064abebced638d7076b3c"
    assert (
        example(metadata={"b": 8.0, "a": [1e16]}).hash
        == "73da11d5c3e9911af319affa6684aab09417f91e6c720b50f25448f8212612c4"
    )


def test_a_copy_with_another_text_has_another_hash():
    item = example()
    assert item.hash
    copy = item.model_copy(update={"id": "q2"})
    assert copy.hash == example(id="q2").hash != item.hash


def test_metadata_that_json_cannot_say_have_no_hash():
    with pytest.raises(ValueError, match="nan has no place in JSON"):
        _ = example(metadata={"score": float("nan")}).hash


def test_two_responses_with_one_id_are_refused():
    response = {"id": "r", "messages": [{"role": "assistant", "text": "4"}]}
    with pytest.raises(ValidationError, match="two responses have the same id: r, r"):
        example(responses=[response, response])


def test_two_criteria_with_one_id_are_refused():
    criterion = {"id": "dose", "text": "Names the dose"}
    with pytest.raises(ValidationError, match="two criteria have the same id: dose, dose"):
        example(criteria=[criterion, criterion])


def test_an_unknown_response_names_those_that_there_are():
    with pytest.raises(KeyError, match="item q1 has no response '2'; it has 1"):
        example().response("2")


def test_a_binary_criterion_survives_the_stored_json():
    item = example(criteria=[{"id": "dose", "text": "Names the dose", "kind": "binary"}])
    assert item_from_json(item_to_json(item)) == item


def test_stored_json_leaves_out_what_is_at_its_default():
    assert set(json.loads(item_to_json(example()))) == {"id", "prompt", "responses"}
