"""Which ids were read already, in 24 to 32 bytes each."""

from __future__ import annotations

from array import array


class SeenIds:
    """A hash table of 8-byte hashes, with the row where each was first seen.

    A set of a million Python strings takes 100 MB and more; this takes about 28 MB, because it keeps
    no strings. Two different ids meet in one 64-bit hash once in 37 million sources of a million items.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._rows = array("q")
        self._slots = array("I", bytes(4 * 1024))  # 1 + the index into the two above; 0 is free

    def __len__(self) -> int:
        return len(self._hashes)

    def first_row(self, id: str, row: int) -> int | None:
        """Return the row where `id` was first seen; if there is none, note it for `row` and return None."""
        hashes, slots = self._hashes, self._slots
        wanted = hash(id)
        mask = len(slots) - 1
        slot = wanted & mask
        while found := slots[slot]:
            if hashes[found - 1] == wanted:
                return self._rows[found - 1]
            slot = (slot + 1) & mask
        hashes.append(wanted)
        self._rows.append(row)
        slots[slot] = len(hashes)
        if 3 * len(hashes) > 2 * len(slots):
            self._grow()
        return None

    def _grow(self) -> None:
        mask = 2 * len(self._slots) - 1
        slots = array("I", bytes(4 * (mask + 1)))
        for index, wanted in enumerate(self._hashes, start=1):
            slot = wanted & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = index
        self._slots = slots
