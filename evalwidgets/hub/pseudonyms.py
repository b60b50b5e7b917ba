"""What the Hub may know an expert by: a keyed hash of their id, the same in every row of the study.

The key is made with the study and stays in its store, in the team's copies; without it nobody can
test whether a name that they suspect is the expert's. Language models keep their names. A study
opened from the Hub has no key: the id given there is the pseudonym already.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from evalwidgets.store import schema

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Connection

_LENGTH = 16  # hex digits: 64 bits, so that no two of a million experts are alike


@dataclass(frozen=True)
class Pseudonyms:
    """The pseudonyms of a study's experts.

    Attributes
    ----------
    names
        By id, for all experts of the study.
    has_key
        Whether the study has the key; a copy that was opened from the Hub has none.
    """

    names: dict[str, str]
    has_key: bool

    @classmethod
    def read(cls, connection: Connection) -> Pseudonyms:
        """Read the experts and the key."""
        key = connection.execute(select(schema.study.c.pseudonym_key)).scalar_one()
        experts = connection.execute(select(schema.experts.c.id, schema.experts.c.kind, schema.experts.c.pseudonym))
        return cls({one.id: one.pseudonym or pseudonym(key, one.id, one.kind) for one in experts}, key is not None)

    def column(self, experts: pa.Array) -> pa.Array:
        """Return the pseudonyms of a column of experts' ids, of the same type."""
        import pyarrow as pa

        encoded = experts.dictionary_encode()
        names = pa.array([self.names[id] for id in encoded.dictionary.to_pylist()], pa.string())
        return pa.DictionaryArray.from_arrays(encoded.indices, names).cast(experts.type)


def pseudonym(key: str | None, expert: str, kind: str = "human") -> str:
    """Return what the Hub may know `expert` by: HMAC-SHA256 of the id under the study's key."""
    if key is None or kind == "model":
        return expert
    return "expert-" + hmac.digest(bytes.fromhex(key), expert.encode(), hashlib.sha256).hex()[:_LENGTH]
