"""Looking for what may identify somebody, before it leaves the house: e-mail, phone, record numbers, names.

What is found is only likely: a person looks at it, mends it or lets it pass, and is not asked again
about the same words.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from evalwidgets.errors import HubError
from evalwidgets.hub.layout import Config
from evalwidgets.store import schema
from evalwidgets.store.clock import now
from evalwidgets.tables.columns import Column

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Connection

    from evalwidgets.store import Store

# Written so that Arrow's RE2 and Python's re understand them alike.
_PATTERNS = {
    "e-mail": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    "phone": (
        r"(?:\+|\b00)[1-9](?:[ ()./-]{0,2}\d){7,14}\b"  # international
        r"|\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b"  # 555-010-9999
        r"|\b0\d{2,4}[ /-]\d{3,4}[ /-]?\d{3,5}\b"  # national, with its zero
    ),
    "record number": (
        r"(?i:\b(?:MRN|SSN|NHS|medical record|patient|case|file|record|policy|account|insurance)"
        r"(?: (?:id|no|nr|number))?\b[.:#]{0,2} {0,2}(?:is )?#?[A-Z]{0,3}-?\d(?:[ -]?\d){4,14}\b)"
        r"|\b\d{3}-\d{2}-\d{4}\b"  # a social security number
    ),
}
_FREE = frozenset(
    [
        "text",
        "comment",
        "note",
        "reason",
        "exact",
        "prefix",
        "suffix",
        "reference",
        "metadata",
        "title",
        "criteria",
        "specialty",
        "qualifications",
        "alt",
        "name",
        "body",
    ]
)
"""Columns and fields that hold words which somebody has written."""

_JSON = frozenset(["metadata", "criteria", "qualifications", "body"])
_ESCAPE = r'\\(?:[bfnrt"\\/]|u[0-9a-fA-F]{4})'
"""A line break in JSON: it would make one word of those on either side."""

_AROUND = 30  # characters shown on either side
_SHORTEST = 4  # characters of an expert's id that is searched for: "ada" is part of too many words
_LISTED = 10


@dataclass(frozen=True)
class Finding:
    """A place that may identify somebody.

    Attributes
    ----------
    kind
        ``"e-mail"``, ``"phone"``, ``"record number"`` or ``"name"``.
    table, row, column
        Where it stands; `row` is the id of the judgment or item, or the hash of the rubric.
    found
        The words themselves.
    around
        The words with what stands beside them.
    """

    kind: str
    table: str
    row: str
    column: str
    found: str
    around: str

    @property
    def key(self) -> str:
        """What is remembered when it may pass: a hash of the kind and the words, wherever they stand."""
        return hashlib.sha256(f"{self.kind}\n{self.found.lower()}".encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.kind} in {self.table} {self.row}, {self.column}: “{self.around}”"


class IdentifiersFound(HubError):
    """Rows that would go out may identify somebody; nothing was published.

    Attributes
    ----------
    findings
        All places.
    """

    code = "identifiers"

    def __init__(self, findings: Sequence[Finding]) -> None:
        listed = "\n".join(f"  {finding}" for finding in findings[:_LISTED])
        more = f"\n  … and {len(findings) - _LISTED:,} more" if len(findings) > _LISTED else ""
        places = "1 place" if len(findings) == 1 else f"{len(findings):,} places"
        super().__init__(
            f"{places} may identify somebody. Nothing was published.\n"
            f"{listed}{more}\nCorrect them (amend the judgment, withhold the column), or look at all of them and let "
            'them pass by identifiers="accept".'
        )
        self.findings = list(findings)


class Scanner:
    """Looks through rows on their way out.

    Parameters
    ----------
    names
        Names to look for, as whole words, in any case.
    cleared
        Keys of findings that may pass.
    """

    def __init__(self, names: Iterable[str] = (), cleared: frozenset[str] = frozenset()) -> None:
        self.findings: list[Finding] = []
        self._cleared = cleared
        patterns = dict(_PATTERNS)
        wanted = sorted({re.escape(name.strip()) for name in names if name.strip()})
        if wanted:
            patterns["name"] = rf"(?i:\b(?:{'|'.join(wanted)})\b)"
        self._any = "|".join(f"(?:{pattern})" for pattern in patterns.values())
        self._each = {kind: re.compile(pattern) for kind, pattern in patterns.items()}

    @classmethod
    def of(cls, connection: Connection, names: Iterable[str]) -> Scanner:
        """Make one for a study: it looks for the real ids of its experts, too."""
        experts = connection.execute(select(schema.experts.c.id).where(schema.experts.c.kind == "human")).scalars()
        cleared = frozenset(connection.execute(select(schema.cleared.c.finding)).scalars())
        return cls([*names, *(id for id in experts if len(id) >= _SHORTEST)], cleared)

    def look(self, config: Config, rows: pa.Table) -> None:
        """Look through some rows of a config; those that repeat another config's words are passed over.

        Several threads may do so at once.
        """
        import pyarrow.compute as pc

        if not config.leads:
            return
        ids = rows[config.record]
        # A rubric's text breaks its lines anywhere; its body has the same words in one piece.
        columns = [one for one in config.columns if one.name == "body"] or config.columns
        for name, parents, values in _texts(columns, rows):
            # Most answers have no comment, and a pattern takes ten times as long to pass over a null as this does.
            said = pc.drop_null(values)
            if name.rpartition(".")[2] in _JSON:
                said = pc.replace_substring_regex(said, _ESCAPE, " ")
            hits = pc.indices_nonzero(pc.match_substring_regex(said, self._any))
            if not len(hits):
                continue
            places = pc.indices_nonzero(pc.is_valid(values)).take(hits)
            places = places if parents is None else parents.take(places)
            for row, words in zip(ids.take(places).to_pylist(), said.take(hits).to_pylist(), strict=True):
                self._read(config.name, row, name, words)

    def _read(self, table: str, row: str, column: str, words: str) -> None:
        for kind, pattern in self._each.items():
            for match in pattern.finditer(words):
                around = words[max(0, match.start() - _AROUND) : match.end() + _AROUND].replace("\n", " ")
                finding = Finding(kind, table, row, column, match[0], around)
                if finding.key not in self._cleared:
                    self.findings.append(finding)


def _texts(
    columns: Iterable[Column], rows: pa.Table, within: str = "", parents: pa.Array | None = None
) -> Iterator[tuple[str, pa.Array | None, pa.Array]]:
    """Yield each column of words with its name and, for what is in lists, the row that each value belongs to."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for column in columns:
        values = rows[column.name]
        values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        if isinstance(column.type, tuple):
            inner = pc.list_parent_indices(values)
            structs = values.flatten()
            fields = {one.name: structs.field(one.name) for one in column.type}
            rows_of = inner if parents is None else parents.take(inner)
            yield from _texts(column.type, fields, f"{within}{column.name}.", rows_of)  # type: ignore[arg-type]
        elif column.type == "string" and column.name in _FREE:
            yield f"{within}{column.name}", parents, values


def need_looked_at(store: Store, findings: Sequence[Finding], *, accept: bool) -> None:
    """Stop at what may identify somebody, or remember that it may pass.

    Raises
    ------
    IdentifiersFound
        If there is something and it was not said that it may pass.
    """
    if findings and not accept:
        raise IdentifiersFound(findings)
    if findings:
        with store.writing() as connection:
            clear(connection, findings)


_CLEAR = text("INSERT INTO cleared (finding, at) VALUES (:finding, :at) ON CONFLICT (finding) DO NOTHING")


def clear(connection: Connection, findings: Iterable[Finding]) -> None:
    """Let these words pass from now on."""
    rows = [{"finding": key, "at": now(connection)} for key in {finding.key for finding in findings}]
    if rows:
        connection.execute(_CLEAR, rows)
