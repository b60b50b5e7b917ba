"""Publishing into a folder: the same layout as on the Hub, read by `load_dataset("folder/")`."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalwidgets.errors import HubError
from evalwidgets.hub.card import write_card
from evalwidgets.hub.dress import Dress
from evalwidgets.hub.facts import read_facts
from evalwidgets.hub.layout import CARD, STUDY
from evalwidgets.hub.pack import configs_with_rows, read_all, write_shards
from evalwidgets.hub.scan import Scanner, need_looked_at
from evalwidgets.store.parcels import Shard

if TYPE_CHECKING:
    from evalwidgets.store import Store
    from evalwidgets.store.store import Charter

_FORMAT = 1


@dataclass(frozen=True)
class Published:
    """What was written, and where.

    Attributes
    ----------
    rows
        By config.
    """

    path: Path
    rows: dict[str, int]

    def __repr__(self) -> str:
        rows = ", ".join(f"{count:,} {name}" for name, count in self.rows.items())
        return f'<{self.path}: {rows}; read it by load_dataset("{self.path}")>'


def publish(
    store: Store, folder: str | Path, *, names: Iterable[str] = (), accept: bool = False, progress: bool = True
) -> Published:
    """Write what stands in the study as a dataset; see `Study.publish`."""
    target = Path(folder).expanduser().absolute()
    with store.reading() as connection:
        dress = Dress.of(connection, store.charter.protocol)
        scanner = Scanner.of(connection, names)
    with _swapped(target) as draft:
        shards: list[Shard] = []
        configs = configs_with_rows(store, dress.configs.values())
        for config, rows in read_all(store, dress, configs, progress=progress):
            shards += write_shards(draft, config, rows, dress, scanner) if len(rows) else []
        need_looked_at(store, scanner.findings, accept=accept)
        rows = {name: sum(one.rows or 0 for one in shards if one.config == name) for name in dress.configs}
        there = {name: count for name, count in rows.items() if count}
        old = (target / CARD).read_text("utf-8") if (target / CARD).exists() else None
        state = hashlib.sha256("\n".join(shard.path for shard in shards).encode()).hexdigest()[:24]
        filled = [dress.configs[name] for name in there]
        card = write_card(old, str(folder), read_facts(store), filled, state=state)
        (draft / CARD).write_text(card, "utf-8")
        (draft / STUDY).write_text(describe(store.charter), "utf-8")
    return Published(Path(folder), there)


def describe(charter: Charter) -> str:
    """Return what a study is, as JSON, for those who go on grading from the dataset."""
    about: dict[str, Any] = {
        "format": _FORMAT,
        "study": charter.id,
        "title": charter.title,
        "rubric": charter.rubric_hash,
        "protocol": charter.protocol.model_dump(mode="json"),
    }
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"


@contextmanager
def _swapped(target: Path) -> Generator[Path]:
    """Give a folder that takes the place of `target` when the block ends without an error."""
    if not target.parent.is_dir():
        raise HubError(f"The folder {target.parent} does not exist. Create it, or give another path.")
    if target.exists() and not target.is_dir():
        raise HubError(f"{target} is a file; give the path of a folder.")
    if target.exists() and any(target.iterdir()) and not (target / STUDY).exists():
        raise HubError(f"{target} holds something else; give the path of a new folder, or of one published before.")
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if target.exists():
            old = draft.with_name(f"{draft.name}.old")
            target.rename(old)
            draft.rename(target)
            shutil.rmtree(old)
        else:
            draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
