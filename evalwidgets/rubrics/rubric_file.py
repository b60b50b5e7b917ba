"""A rubric's file under the hands of an editor: nothing of others is overwritten, nothing of ours is lost.

What is saved goes over the file only while that says what was read from it, and only its lines that
changed are written anew. What is not saved yet lies in a hidden file beside it.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from evalwidgets.errors import RubricError, RubricFileChanged
from evalwidgets.rubrics.loading import load_rubric
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.reading import rubric_from_yaml
from evalwidgets.rubrics.yaml_patch import patched
from evalwidgets.rubrics.yaml_writer import as_written

_MOST = 1000  # names that are tried for a file beside another


@dataclass(frozen=True)
class KeptDraft:
    """An unsaved draft: plain data, how many changes led to it, and the hash of the file it began from."""

    data: dict[str, Any]
    changes: int
    base: str
    at: int
    """When it was kept, in milliseconds since 1970."""


class RubricFile:
    """A rubric's file, and the unsaved draft beside it.

    Attributes
    ----------
    rubric
        What the file says; None if it is not there yet.
    base
        The hash of its content; empty if it is not there yet.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(os.path.realpath(path))
        self.rubric: Rubric | None = None
        self.base = ""
        self.reload()

    def reload(self) -> None:
        """Read the file again.

        Raises
        ------
        RubricError
            If it is there and cannot be read.
        """
        body = self._body()
        self.rubric = load_rubric(self.path) if body is not None else None
        self.base = _hash(body)

    @property
    def is_changed(self) -> bool:
        """Whether somebody else has written the file since it was read, or has taken it away."""
        return _hash(self._body()) != self.base

    def save(self, rubric: Rubric) -> bool:
        """Write `rubric` over the file; its comments, its order and all lines that need no change stay.

        Returns
        -------
        bool
            False if the file is laid out so that it had to be written as a whole; how it was lies
            beside it then, as ``.old``.

        Raises
        ------
        RubricFileChanged
            If the file says something else than was read from it.
        RubricError
            If it cannot be written.
        """
        body = self._body()
        if _hash(body) != self.base:
            raise RubricFileChanged(
                f"{self.path.name} was changed by somebody else since it was opened here. Reload it, or save beside it."
            )
        text = None if body is None or self.rubric is None else self._changed(body, self.rubric, rubric)
        if text is None and body is not None:
            self._write(self.path.with_name(f"{self.path.name}.old"), body)
        written = self._whole(rubric) if text is None else text
        self._write(self.path, written)
        self.rubric, self.base = rubric, _hash(written)
        return text is not None or body is None

    def beside(self) -> RubricFile:
        """Return a file that is not there yet, in the same folder under the next free name."""
        for number in range(2, _MOST):
            path = self.path.with_name(f"{self.path.stem}-{number}{self.path.suffix}")
            if not path.exists():
                return RubricFile(path)
        raise RubricError(f"{self.path.name}: there are too many files of this name; save under another one")

    @property
    def draft_path(self) -> Path:
        """Where an unsaved draft is kept."""
        return self.path.with_name(f".{self.path.name}.draft")

    def keep(self, data: dict[str, Any], changes: int) -> bool:
        """Keep an unsaved draft; tell whether it is on disk."""
        kept = {"data": data, "changes": changes, "base": self.base, "at": int(time.time() * 1000)}
        try:
            self._write(self.draft_path, json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        except RubricError:
            return False
        return True

    def kept(self) -> KeptDraft | None:
        """Return the unsaved draft, if there is one that began from the file as it is."""
        try:
            draft = KeptDraft(**json.loads(self.draft_path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return draft if draft.base == self.base and isinstance(cast("Any", draft.data), dict) else None

    def drop_draft(self) -> None:
        """Forget the unsaved draft."""
        with suppress(OSError):
            self.draft_path.unlink()

    def _changed(self, body: bytes, before: Rubric, after: Rubric) -> bytes | None:
        if self.path.suffix.lower() == ".json":
            return self._whole(after)  # JSON has no comments to lose
        text = body.decode("utf-8-sig")
        lines = text.replace("\r\n", "\n")
        new = patched(lines, as_written(before), as_written(after))
        if new is None or not _says(new, after):
            return None
        return (new.replace("\n", "\r\n") if "\r\n" in text else new).encode()

    def _whole(self, rubric: Rubric) -> bytes:
        if self.path.suffix.lower() == ".json":
            return (json.dumps(as_written(rubric), ensure_ascii=False, indent=2) + "\n").encode()
        return rubric.to_yaml().encode()

    def _body(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RubricError(f"rubric {self.path.name}: cannot be read ({error.strerror})") from None

    def _write(self, path: Path, body: bytes) -> None:
        """Write a whole file or none, with the permissions it had."""
        made = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            try:
                with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
                    file.write(body)
                    file.flush()
                    os.fsync(file.fileno())
                if path.exists():
                    made.chmod(path.stat().st_mode & 0o777)
                made.replace(path)
            except BaseException:
                made.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise RubricError(f"{path.name} cannot be written in {path.parent}: {error.strerror}") from None


def _says(text: str, rubric: Rubric) -> bool:
    try:
        return rubric_from_yaml(text, "<text>").hash == rubric.hash
    except RubricError:
        return False


def _hash(body: bytes | None) -> str:
    return "" if body is None else sha256(body).hexdigest()
