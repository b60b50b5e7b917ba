"""The table of ids agrees with a dict, in far less memory."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from evalwidgets.items.seen import SeenIds


@given(st.lists(st.text(max_size=3)))
def test_the_first_row_of_each_id_is_known(ids):
    seen, expected = SeenIds(), {}
    for row, id in enumerate(ids):
        assert seen.first_row(id, row) == expected.get(id)
        expected.setdefault(id, row)
    assert len(seen) == len(expected)


def test_a_hundred_thousand_ids_take_less_than_four_megabytes():
    tracemalloc.start()
    seen = SeenIds()
    for row in range(100_000):
        assert seen.first_row(f"item-{row}", row) is None
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen.first_row("item-77777", 0) == 77_777
    assert held < 4_000_000
