"""What the Hub holds for Xet: xorbs, which are runs of packed chunks, and files, which are runs of such runs.

The formats are those of the published protocol, https://huggingface.co/docs/xet. What clients send is
taken apart, and every file put together again, so that nothing is believed that has not been seen.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

import pyarrow as pa

ENTRY = struct.Struct("<32s4I")  # everything in a shard, after its head
HEAD = struct.Struct("<32s2Q")
TAG = b"HFRepoMetaData\0" + bytes.fromhex("5569 6745 6a7b 8157 83a5 bdd9 5ccd d14a a9")
LAST = b"\xff" * 32
VERIFIED, WITH_SHA256 = 1 << 31, 1 << 30


def name_of(hash: bytes) -> str:
    """Return how the protocol writes a hash: as four numbers of eight bytes, least byte first."""
    return "".join(f"{number:016x}" for number in struct.unpack("<4Q", hash))


@dataclass(frozen=True)
class Xorb:
    """Chunks in a row, each with a head of its own; what follows the last (a footer) is for readers of whole xorbs."""

    data: bytes

    @cached_property
    def bounds(self) -> list[int]:
        """Where each chunk begins, and the last one ends."""
        found = [0]
        while found[-1] < len(self.data) and self.data[found[-1]] == 0:  # the version of a chunk; a footer has none
            found.append(found[-1] + 8 + int.from_bytes(self.data[found[-1] + 1 : found[-1] + 4], "little"))
        if found[-1] > len(self.data):
            raise ValueError("a chunk is cut off")
        return found

    @cached_property
    def chunks(self) -> list[bytes]:
        """The content of each chunk."""
        return [_unpacked(self.data[start:end]) for start, end in pairwise(self.bounds)]


def _unpacked(chunk: bytes) -> bytes:
    kind, size, packed = chunk[4], int.from_bytes(chunk[5:8], "little"), chunk[8:]
    data = packed if kind == 0 else pa.decompress(packed, size, "lz4", asbytes=True)
    if kind == 2:  # of every four bytes all the first ones, then all the second ones ...
        grouped, data = iter(data), bytearray(size)
        for place in range(4):
            data[place::4] = bytes(islice(grouped, len(data[place::4])))
    if kind > 2 or len(data) != size:
        raise ValueError("a chunk is not what its head says")
    return bytes(data)


@dataclass(frozen=True)
class Term:
    """A part of a file: chunks `start` to `end` (exclusive) of a xorb, of `size` bytes in all."""

    xorb: str
    size: int
    start: int
    end: int


class Cas:
    """The xorbs by hash, the terms of each file by its hash, and the hashes of files by the SHA-256 of their content."""

    def __init__(self) -> None:
        self.xorbs: dict[str, Xorb] = {}
        self.files: dict[str, list[Term]] = {}
        self.names: dict[str, str] = {}

    def keep(self, name: str, data: bytes) -> bool:
        """Store a xorb; False if it is there already."""
        xorb = Xorb(data)
        if not xorb.chunks:
            raise ValueError("a xorb without chunks")
        return self.xorbs.setdefault(name, xorb) is xorb

    def register(self, shard: bytes) -> list[bytes]:
        """Take up the files that a shard describes, and return the content of each.

        Raises
        ------
        ValueError
            If they are made of anything that has not been uploaded, or their content is not what the shard says.
        """
        tag, version, _ = HEAD.unpack_from(shard)
        if tag != TAG or version != 2:
            raise ValueError("this is no shard")
        body = shard[HEAD.size :]
        entries = ENTRY.iter_unpack(body[: len(body) // ENTRY.size * ENTRY.size])
        found: list[tuple[str, str, list[Term], bytes]] = []
        for file, flags, count, *_ in entries:
            if file == LAST:
                break
            terms = [Term(name_of(xorb), *term) for xorb, _, *term in islice(entries, count)]
            list(islice(entries, count if flags & VERIFIED else 0))
            sha256 = name_of(next(entries)[0]) if flags & WITH_SHA256 else ""
            content = b"".join(self._content(term) for term in terms)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise ValueError("a file is not what its SHA-256 says")
            found.append((name_of(file), sha256, terms, content))
        for xorb, _, count, size, _ in entries:
            if xorb == LAST:
                break
            sizes = [entry[2] for entry in islice(entries, count)]
            if sizes != [len(chunk) for chunk in self._xorb(name_of(xorb)).chunks] or sum(sizes) != size:
                raise ValueError("a xorb has other chunks than the shard says")
        self.files |= {name: terms for name, _, terms, _ in found}
        self.names |= {sha256: name for name, sha256, _, _ in found}
        return [content for *_, content in found]

    def _content(self, term: Term) -> bytes:
        content = b"".join(self._xorb(term.xorb).chunks[term.start : term.end])
        if len(content) != term.size:
            raise ValueError("a part of a file has another size than the shard says")
        return content

    def _xorb(self, name: str) -> Xorb:
        if name not in self.xorbs:
            raise ValueError(f"xorb {name} has not been uploaded")
        return self.xorbs[name]
