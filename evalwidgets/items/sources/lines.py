"""JSON lines: one object a line, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from typing_extensions import override

from evalwidgets.errors import ItemError
from evalwidgets.items.report import Problem
from evalwidgets.items.sources.base import Raw, Source
from evalwidgets.items.sources.stat import file_identity
from evalwidgets.items.values import named_type

LONGEST = 64_000_000
"""The most bytes of one line (or one CSV record): more is a file without line ends, not a row."""

_BOM = b"\xef\xbb\xbf"


class FileSource(Source):
    """Base of the text files: opens them, unpacks them, knows how far it got."""

    unit = "line"

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.path = path
        self.folder = path.parent
        self._raw: IO[bytes] | None = None
        try:
            self.size = path.stat().st_size
            with path.open("rb") as file:
                first = file.read(2)
        except OSError as error:
            raise ItemError(f"{path} cannot be opened: {error.strerror or error}.") from error
        if first in (b"\xff\xfe", b"\xfe\xff"):
            raise ItemError(f'{self.name} is UTF-16, not UTF-8. Save it as UTF-8 (in Excel: "CSV UTF-8").')

    @contextmanager
    def opened(self) -> Generator[IO[bytes]]:
        """Open the file's bytes, unpacked; damage met while reading is said in plain words."""
        with self.path.open("rb") as raw:
            self._raw = raw
            try:
                if self.path.suffix.lower() == ".gz":
                    with gzip.open(raw, "rb") as unpacked:
                        yield cast("IO[bytes]", unpacked)
                else:
                    yield raw
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise ItemError(f"{self.name} is cut off or damaged and cannot be unpacked: {error}.") from error
            finally:
                self._raw = None

    @override
    def bytes_read(self) -> int:
        return self._raw.tell() if self._raw and not self._raw.closed else 0

    @override
    def identity(self) -> str | None:
        return file_identity(self.path)


class JsonLinesSource(FileSource):
    """A file with one JSON object a line; empty lines do not count."""

    @override
    def read(self, start: int, columns: tuple[str, ...]) -> Iterator[tuple[int, Raw]]:
        del columns
        with self.opened() as file:
            for number, line in _lines(file):
                if not line.strip():
                    continue
                if start:
                    start -= 1
                    continue
                yield number, _object(line.rstrip()) if len(line) <= LONGEST else _too_long()


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers; of one that is too long, only its beginning (one byte too many)."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(LONGEST)
        yield number, line.removeprefix(_BOM) if number == 1 else line


def _object(line: bytes) -> Raw:
    try:
        row: Any = json.loads(line)
    except UnicodeDecodeError as error:
        return Problem(
            f"is not UTF-8 (byte 0x{line[error.start]:02x} at byte {error.start + 1} of the line)."
            " Save the file as UTF-8."
        )
    except json.JSONDecodeError as error:
        hint = " One JSON list over several lines is read from a .json file." if line.strip() in (b"[", b"{") else ""
        return Problem(f"is not JSON ({error.msg}: character {error.pos + 1}). Write one object a line.{hint}")
    except RecursionError:
        return Problem("is nested too deeply. Flatten it, or leave the row out.")
    except ValueError as error:
        return Problem(f"is not JSON that can be read: {error}.")
    return row if isinstance(row, dict) else Problem(f'holds {named_type(row)}, not an object like {{"prompt": "…"}}.')


def _too_long() -> Problem:
    return Problem(f"is longer than {LONGEST / 1e6:.0f} MB, so it is no row. Is the file one object a line?")
