"""Dialects in which an entry is a criterion: the way there and back of a single entry."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any, ClassVar

from evalwidgets.rubrics.formats.base import CRITERION, Dialect, Reading, criterion_of, keeping, kept
from evalwidgets.rubrics.formats.entries import Entry, Problems
from evalwidgets.rubrics.formats.naming import Ids, identifier, slug
from evalwidgets.rubrics.formats.remainder import Json, remainder, restored
from evalwidgets.rubrics.model import Criterion, Group, Rubric

_PATH, _NUMBER = re.compile(r"^[0-9.]+/"), re.compile(r"(-[0-9]+)?")


class EntryDialect(Dialect):
    """What an entry means is said once, in `says`, and written once, in `entry`; the remainder does the rest."""

    @abstractmethod
    def says(self, entry: Entry) -> Json:
        """Return what an entry says, as fields of a criterion but for the id."""

    @abstractmethod
    def entry(self, criterion: Criterion, form: str) -> Json:
        """Write a criterion plainly, in one of the forms that the dialect has."""

    has_ids: ClassVar[bool] = False
    """Whether entries have ids of their own."""

    def form_of(self, entry: Entry) -> str:
        """Return the form of an entry, where the dialect was published in several; "" is the usual one."""
        del entry
        return ""

    def id_of(self, entry: Entry) -> str:
        """Return the id that an entry holds, "" if it holds none."""
        del entry
        return ""

    def lacks(self, criterion: Criterion) -> str:
        """Return what the dialect needs of a criterion that this one does not have, "" if nothing."""
        del criterion
        return ""

    def read_entry(self, entry: Entry, ids: Ids, reading: Reading, before: str = "", id: str = "") -> Criterion | None:
        """Return the criterion of an entry, with what else the entry holds in its `extra`.

        Where `before` is given, it is put before the entry's id, which others have, too; `id` is one to use as it is.
        """
        found_before = len(reading.problems.found)
        fields = self.says(entry)
        if len(reading.problems.found) > found_before:
            return None
        own = identifier(self.id_of(entry))
        id = id or ids.take(f"{before}{own}" if own else slug(str(fields["text"])))
        criterion = criterion_of({**fields, "id": id}, entry.path, reading)
        if criterion is None:
            return None
        form = self.form_of(entry)
        rest = remainder(entry.raw, self.entry(criterion, form))
        rest = {"form": form, **rest} if form else rest
        return criterion.model_copy(update={"extra": {self.name: rest}}) if rest else criterion

    def write_entry(self, criterion: Criterion) -> tuple[Json, Criterion]:
        """Return the entry of a criterion, and the criterion without spellings that no longer fit it."""
        rest = dict(kept(criterion.extra, self.name))
        form = str(rest.pop("form", ""))
        bare = criterion.model_copy(update={"extra": {}})
        plain = self.entry(bare, form)

        def says_the_same(entry: Json) -> bool:
            meaning = self._meaning(entry, bare.id)
            # What the plain form can say of the criterion may be less than all.
            return meaning is not None and (meaning == bare or meaning == self._meaning(plain, bare.id))

        entry, rest = restored(plain, rest, says_the_same)
        rest = {"form": form, **rest} if form else rest
        return entry, criterion.model_copy(update={"extra": keeping(criterion.extra, self.name, rest)})

    def _meaning(self, entry: Json, id: str) -> Criterion | None:
        """Return the criterion that an entry means under `id`; None if it means none, or another."""
        problems = Problems("")
        read = Entry(entry, "", problems)
        fields = self.says(read)
        own = identifier(self.id_of(read))
        if problems.found or (own and not _comes_from(id, own)):
            return None
        try:
            return CRITERION.validate_python({"kind": "binary", **fields, "id": id})
        except ValueError:
            return None

    def check_enough(self, rubric: Rubric) -> None:
        """Refuse criteria that lack what the dialect needs.

        Raises
        ------
        RubricError
            Naming every one of them.
        """
        problems = Problems(rubric.id)
        for criterion in rubric.criteria:
            if words := self.lacks(criterion):
                problems.add("", words, f"criterion {criterion.id}")
        problems.refuse()


def _comes_from(id: str, own: str) -> bool:
    """Tell whether `id` is an entry's `own`, or was made distinct from it by a path before or a number after it."""
    possible = (id, _PATH.sub("", id, count=1))
    return any(rest.startswith(own) and _NUMBER.fullmatch(rest, len(own)) for rest in possible)


def regrouped(rubric: Rubric, written: dict[str, Criterion]) -> Rubric:
    """Return `rubric` with the criteria of the same ids in place of its own."""

    def of(group: Group) -> Group:
        criteria = tuple(written.get(criterion.id, criterion) for criterion in group.criteria)
        return group.model_copy(update={"criteria": criteria, "groups": tuple(map(of, group.groups))})

    update: dict[str, Any] = {"groups": tuple(map(of, rubric.groups))}
    if rubric.overall is not None:
        update["overall"] = written.get(rubric.overall.id, rubric.overall)
    return rubric.model_copy(update=update)
