"""Images and sounds: a cell's bytes, under the hash of their content."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from evalwidgets.items.model import Media
from evalwidgets.items.report import Problem
from evalwidgets.items.values import is_missing, named_type, unboxed

MAX_MEDIA = 100_000_000
"""The most bytes of one image or sound."""

_SIGNATURES = (  # what the first bytes say: (offset, bytes, kind, mime)
    (0, b"\x89PNG\r\n\x1a\n", "image", "image/png"),
    (0, b"\xff\xd8\xff", "image", "image/jpeg"),
    (0, b"GIF8", "image", "image/gif"),
    (8, b"WEBP", "image", "image/webp"),
    (8, b"WAVE", "audio", "audio/wav"),
    (0, b"ID3", "audio", "audio/mpeg"),
    (0, b"\xff\xfb", "audio", "audio/mpeg"),
    (0, b"\xff\xf3", "audio", "audio/mpeg"),
    (0, b"OggS", "audio", "audio/ogg"),
    (0, b"fLaC", "audio", "audio/flac"),
    (4, b"ftypM4A", "audio", "audio/mp4"),
)
_READ_AS = {"image": "PNG, JPEG, GIF or WebP", "audio": "WAV, MP3, Ogg, FLAC or M4A"}


@dataclass(frozen=True)
class Blob:
    """The bytes of a `Media`, for the store to keep."""

    mime: str
    data: bytes


class BlobTray:
    """Where bytes wait until the store takes them."""

    def __init__(self) -> None:
        self._blobs: dict[str, Blob] = {}
        self.waiting = 0

    def put(self, sha256: str, blob: Blob) -> None:
        """Keep `blob` under the hash of its bytes."""
        if sha256 not in self._blobs:
            self._blobs[sha256] = blob
            self.waiting += len(blob.data)

    def take(self) -> dict[str, Blob]:
        """Return all that waits, by hash, and let go of it."""
        taken, self._blobs, self.waiting = self._blobs, {}, 0
        return taken


def media_from(kind: Literal["image", "audio"], cell: Any, column: str, folder: Path | None) -> tuple[Media, Blob]:
    """Turn one image or sound, in any of the usual shapes, into its description and its bytes.

    Parameters
    ----------
    cell
        Bytes, a path, ``{bytes, path}`` as `datasets` keeps them undecoded (``alt`` may say what it shows),
        a PIL image, or ``{array, sampling_rate}``.
    folder
        Where a relative path starts; None for the working directory.

    Raises
    ------
    Problem
        If there are no bytes to be had, or they are no known format of that kind. What a file holds is told
        from its first bytes, never from its name; SVG is refused, because it can run scripts.
    """
    name = alt = ""
    if isinstance(cell, Mapping):
        name, alt = str(cell.get("path") or ""), str(cell.get("alt") or "")
    data = _bytes_of(kind, cell, column, folder)
    if len(data) > MAX_MEDIA:
        raise Problem(f"the {kind} has {len(data) / 1e6:.0f} MB and the limit is {MAX_MEDIA / 1e6:.0f} MB.", column)
    found = next(
        ((is_a, mime) for at, mark, is_a, mime in _SIGNATURES if data[at : at + len(mark)] == mark), ("nothing", "")
    )
    if found[0] != kind:
        raise Problem(f"holds {len(data):,} bytes that are no {_READ_AS[kind]}. Convert the {kind}.", column)
    media = Media(kind=kind, sha256=sha256(data).hexdigest(), mime=found[1], name=Path(name).name, alt=alt)
    return media, Blob(found[1], data)


def _bytes_of(kind: str, cell: Any, column: str, folder: Path | None) -> bytes:
    if isinstance(cell, bytes | bytearray | memoryview):
        return bytes(cell)
    if isinstance(cell, Mapping):
        return _bytes_of(kind, _inner(cell, kind, column), column, folder)
    if isinstance(cell, str | Path):
        return _file(kind, str(cell), column, folder)
    if kind == "image" and hasattr(cell, "save") and hasattr(cell, "format"):
        written = io.BytesIO()
        cell.save(written, format=cell.format if cell.format in ("PNG", "JPEG", "GIF", "WEBP") else "PNG")
        return written.getvalue()
    raise _unreadable(kind, cell, column)


def _inner(cell: Mapping[str, Any], kind: str, column: str) -> Any:
    if not is_missing(cell.get("bytes")):
        return cell["bytes"]
    if "array" in cell and "sampling_rate" in cell:
        return _wave(cell["array"], int(cell["sampling_rate"]), column)
    if cell.get("path"):
        return cell["path"]
    raise _unreadable(kind, cell, column)


def _unreadable(kind: str, cell: Any, column: str) -> Problem:
    return Problem(
        f"holds {named_type(cell)} where an {kind} is wanted: bytes, a path, or {{bytes, path}}."
        f" A decoded dataset: pass it undecoded, ds.cast_column({column!r}, datasets.{kind.title()}(decode=False)).",
        column,
    )


def _file(kind: str, path: str, column: str, folder: Path | None) -> bytes:
    if "://" in path:
        raise Problem(f"the {kind} is at {path[:200]}, and nothing is downloaded here. Give its bytes.", column)
    place = Path(path) if folder is None else folder / path
    try:
        with place.open("rb") as file:
            return file.read(MAX_MEDIA + 1)
    except (OSError, ValueError) as error:
        raise Problem(f"the {kind} {path[:200]!r} cannot be read: {error}.", column) from error


def _wave(array: Any, rate: int, column: str) -> bytes:
    import numpy as np

    samples = np.asarray(unboxed(array), dtype=np.float64)
    if samples.ndim == 2 and samples.shape[0] < samples.shape[1]:  # noqa: PLR2004 datasets: channels first
        samples = samples.T
    if samples.size == 0 or samples.ndim > 2 or not np.isfinite(samples).all():  # noqa: PLR2004 time and channels
        raise Problem("the audio has no samples, or some that are not numbers.", column)
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return written.getvalue()
