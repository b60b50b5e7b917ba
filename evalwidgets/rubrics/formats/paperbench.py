"""PaperBench (openai/frontier-evals): a tree of ``{"id", "requirements", "weight", "sub_tasks": […]}``.

A leaf is met or not; the score of a node is the mean of its children by weight, 0 where their weights
sum to 0. The root is the rubric, inner nodes are groups, leaves are criteria. Two published trees use
an id twice: such ids get their path before them ("2.1/<id>"), and are written back as they were.

Leaves beside inner nodes come first here, their place in the file being kept. Leaves right below
the root stand in a group of their own, whose weight is the sum of theirs, so that they count as before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.base import Reading, Written, keeping, kept
from evalwidgets.rubrics.formats.entries import Entry, plain_number, tagged
from evalwidgets.rubrics.formats.naming import Ids
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.formats.single import EntryDialect
from evalwidgets.rubrics.model import Binary, Criterion, Group, Rubric, Scoring

_CATEGORY, _FINE = "task_category", "finegrained_task_category"
_BELOW = "sub_tasks"
_LOOSE = "loose"
_ORDER = "order"


class PaperBench(EntryDialect):
    """A rubric tree, with grades or without."""

    name = "paperbench"
    about = "PaperBench: a tree of weighted means"
    has_ids = True

    @override
    def fits(self, data: Any) -> bool:
        return isinstance(data, Mapping) and {"id", "requirements", "weight", _BELOW} <= data.keys()

    @override
    def says(self, entry: Entry) -> Json:
        weight = entry.number("weight")
        if weight < 0:
            entry.wrong("weight", f"must be 0 or more, got {weight:g}")
        tags = [f"{name}:{entry.optional(name)}" for name in (_CATEGORY, _FINE) if entry.optional(name)]
        return {"text": entry.text("requirements"), "weight": None if weight == 1 else weight, "tags": tags}

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        weight = plain_number(1.0 if criterion.weight is None else criterion.weight)
        category = next(iter(tagged(criterion.tags, _CATEGORY)), None)
        fine = tagged(criterion.tags, _FINE)
        return {
            "id": criterion.id,
            "requirements": criterion.text,
            "weight": weight,
            _BELOW: [],
            _CATEGORY: category,
            **({_FINE: fine[0]} if fine else {}),
        }

    @override
    def id_of(self, entry: Entry) -> str:
        return entry.optional("id")

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        tree = _Tree(self, data, reading)
        root = tree.criterion(data, "", "")
        children = _children(data)
        if root is not None and not children:
            reading.problems.add("", f"has no {_BELOW}; a tree needs at least one below its root")
        loose, groups = tree.below(data, "", "")
        reading.problems.refuse()
        if root is None:
            raise AssertionError("a root that is none was refused")
        if loose:
            weight = sum(1.0 if one.weight is None else one.weight for one in loose)
            id, extra = tree.ids.take(_LOOSE), keeping({}, self.name, {_LOOSE: True})
            groups.insert(0, Group(id=id, title="Directly below", weight=weight, criteria=tuple(loose), extra=extra))
        name = reading.called(root.id, root.text, self.name)
        return Rubric(
            id=name.id,
            title=name.title,
            scoring=Scoring(rule="tree"),
            groups=tuple(groups),
            extra=self._with_root(tree.kept(root.extra, data), root),
        )

    @override
    def write(self, rubric: Rubric) -> Written:
        self.check_enough(rubric)
        rest = dict(kept(rubric.extra, self.name))
        weight, tags = rest.pop("weight", 1.0), rest.pop("tags", ())
        extra = keeping(rubric.extra, self.name, rest)
        top = Group(id=rubric.id, title=rubric.title, weight=weight, tags=tags, groups=rubric.groups, extra=extra)
        root, group = self._written(top)
        extra = self._with_root(group.extra, top)
        return Written(root, rubric.model_copy(update={"groups": group.groups, "extra": extra}))

    def _with_root(self, extra: Mapping[str, Any], root: Criterion | Group) -> Json:
        """Keep what the root says and a rubric has no field for: its weight, which nothing is weighed against."""
        said = {
            **({} if root.weight in {None, 1.0} else {"weight": root.weight}),
            **({"tags": list(root.tags)} if root.tags else {}),
        }
        return keeping(extra, self.name, {**kept(extra, self.name), **said})

    def _written(self, group: Group) -> tuple[Json, Group]:
        """Return the node of a group with all below it, and the group without spellings that no longer fit."""
        rest = dict(kept(group.extra, self.name))
        order, loose = rest.pop(_ORDER, None), rest.pop(_LOOSE, None)
        weight = None if group.weight == 1 else group.weight
        node = Binary(
            id=group.id, text=group.title, weight=weight, tags=group.tags, extra=keeping(group.extra, self.name, rest)
        )
        written, node = self.write_entry(node)
        leaves = [self.write_entry(criterion) for criterion in group.criteria]
        below = [(leaf.id, entry) for entry, leaf in leaves]
        groups: list[Group] = []
        for inner in group.groups:
            child, mended = self._written(inner)
            groups.append(mended)
            if kept(inner.extra, self.name).get(_LOOSE) and not inner.groups:
                below += [(leaf.id, entry) for leaf, entry in zip(inner.criteria, child[_BELOW], strict=True)]
            else:
                below.append((inner.id, child))
        placed = dict(below)
        in_order = isinstance(order, list) and sorted(map(str, order)) == sorted(placed)
        written[_BELOW] = [placed[str(id)] for id in order] if in_order and order else [entry for _, entry in below]
        extra = node.extra
        marks = {**({_ORDER: order} if in_order else {}), **({_LOOSE: loose} if loose else {})}
        extra = keeping(extra, self.name, {**kept(extra, self.name), **marks})
        update = {"criteria": tuple(leaf for _, leaf in leaves), "groups": tuple(groups), "extra": extra}
        return written, group.model_copy(update=update)


class _Tree:
    """One tree while it is read: its ids are distinct over inner nodes and leaves."""

    def __init__(self, dialect: PaperBench, root: Any, reading: Reading) -> None:
        self._dialect, self._reading = dialect, reading
        self._often = Counter(_ids(root))
        self.ids = Ids()
        self.called: dict[int, str] = {}

    def criterion(self, node: Any, at: str, path: str) -> Criterion | None:
        """Read what a node says itself."""
        bare = (
            {key: [] if key == _BELOW else value for key, value in node.items()} if isinstance(node, Mapping) else node
        )
        entry = Entry(bare, path, self._reading.problems)
        twice = self._often[entry.optional("id")] > 1
        read = self._dialect.read_entry(entry, self.ids, self._reading, before=f"{at}/" if twice and at else "")
        if read is not None:
            self.called[id(node)] = read.id
        return read

    def below(self, node: Any, at: str, path: str) -> tuple[list[Criterion], list[Group]]:
        """Read the children of a node: leaves, and inner nodes with all below them."""
        leaves: list[Criterion] = []
        groups: list[Group] = []
        for n, child in enumerate(_children(node)):
            here, place = f"{at}.{n + 1}".lstrip("."), f"{path}.{_BELOW}[{n}]".lstrip(".")
            read = self.criterion(child, here, place)
            if not _children(child):
                leaves += [read] if read else []
                continue
            inner_leaves, inner_groups = self.below(child, here, place)
            if read is not None and (inner_leaves or inner_groups):
                groups.append(
                    Group(
                        id=read.id,
                        title=read.text,
                        weight=1.0 if read.weight is None else read.weight,
                        tags=read.tags,
                        criteria=tuple(inner_leaves),
                        groups=tuple(inner_groups),
                        extra=self.kept(read.extra, child),
                    )
                )
        return leaves, groups

    def kept(self, extra: Mapping[str, Any], node: Any) -> Json:
        """Return the extra of a node, with the order of its children if leaves do not come first."""
        children = _children(node)
        inner = [bool(_children(child)) for child in children]
        if inner == sorted(inner):
            return dict(extra)
        order = [self.called.get(id(child), "") for child in children]
        return keeping(extra, self._dialect.name, {**kept(extra, self._dialect.name), _ORDER: order})


def _children(node: Any) -> Sequence[Any]:
    below = cast("Json", node).get(_BELOW) if isinstance(node, Mapping) else None
    return cast("list[Any]", below) if isinstance(below, list) else []


def _ids(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield str(cast("Json", node).get("id"))
    for child in _children(node):
        yield from _ids(child)
