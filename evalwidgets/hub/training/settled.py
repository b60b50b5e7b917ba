"""One answer to each criterion of each response, by majority or as adjudicated, to be scored as one expert's.

Where most experts say that a criterion cannot be answered, that is the answer. Where as many say so as
answer it, nothing is decided, and the score rule treats it as not answered.
"""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evalwidgets.agreement.consensus import consensus_of
from evalwidgets.agreement.marks import Frame, Marks
from evalwidgets.agreement.scales import EXPANDED
from evalwidgets.errors import StudyError
from evalwidgets.hub.training.rule import Rule

if TYPE_CHECKING:
    import pyarrow as pa

    from evalwidgets.store.store import Store

Place = tuple[str, str, str]
"""Item, response and criterion."""

_PLACE = ["item", "response", "criterion"]
_VALUE = ("number", "label", "labels", "na")
_ABOUT = ("item", "response", "model", "criterion", "criterion_kind", "group")


def settled_rows(store: Store, table: pa.Table, rule: Rule) -> pa.Table:
    """Return rows of the table of scores with one answer for each place, given by nobody in particular.

    Raises
    ------
    StudyError
        If experts marked words, which have no majority.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.any(pc.equal(table["criterion_kind"], "span")).as_py():
        raise StudyError(f'Marked words have no majority: aggregate="mean" or "median" instead of {rule.aggregate!r}.')
    places = {_place(row): row for row in table.select(list(_ABOUT)).to_pylist()}
    answers = _of_majority(store, table, places, rule)
    if rule.aggregate == "adjudicated":
        answers |= _adjudicated(store)
    nobody = {"expert": "", "expert_kind": "", "rubric_hash": store.charter.rubric.hash, "evidence": None}
    rows = [{**about, **nobody, **answers[place]} for place, about in places.items() if place in answers]
    names = (*_ABOUT, *nobody, *_VALUE)
    return pa.Table.from_pylist(rows, pa.schema([table.schema.field(name) for name in names]))


def _place(row: Mapping[str, Any]) -> Place:
    return row["item"], row["response"], row["criterion"]


def _of_majority(
    store: Store, table: pa.Table, places: Mapping[Place, Mapping[str, Any]], rule: Rule
) -> dict[Place, dict[str, Any]]:
    """Return the answer that most gave, where there is one."""
    frame: Frame = table.select(["expert", *_ABOUT, *_VALUE]).to_pandas()
    # An expert who was asked again has two answers; the later one counts.
    frame = frame.drop_duplicates(["expert", *_PLACE], keep="last")
    parts: dict[Place, list[Mapping[str, Any]]] = defaultdict(list)
    marks = Marks(store.charter.rubric, frame, {})
    for row in consensus_of(marks, "majority", tie=rule.undecided).to_list():
        parts[_place(row)].append(row)
    reasons: dict[Place, Counter[str]] = defaultdict(Counter)
    given: Counter[Place] = Counter()
    for item, response, criterion, na in frame[[*_PLACE, "na"]].itertuples(index=False):
        if isinstance(na, str):
            reasons[item, response, criterion][na] += 1
        else:
            given[item, response, criterion] += 1
    found: dict[Place, dict[str, Any]] = {}
    for place, about in places.items():
        without = reasons[place].total()
        if without > given[place]:
            found[place] = _fields(na=reasons[place].most_common(1)[0][0])
        elif without < given[place] and (answer := _joined(about["criterion_kind"], parts[place])) is not None:
            found[place] = answer
    return found


def _joined(kind: str, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the parts of an answer as one: the options met, or each subject's rating; None if one is undecided."""
    if not parts or any(part["number"] is None and part["label"] is None for part in parts):
        return None
    if kind not in EXPANDED:
        return _fields(number=parts[0]["number"], label=parts[0]["label"])
    if kind == "option_ratings":
        return _fields(labels=[f"{part['part']}={part['label']}" for part in parts])
    return _fields(labels=[part["part"] for part in parts if part["label"] == "met"])


def _adjudicated(store: Store) -> dict[Place, dict[str, Any]]:
    """Return what an adjudicator has decided, on criteria that ask today what they asked then."""
    from evalwidgets.store import adjudications

    asked = store.charter.rubric.asked_hashes
    with store.reading() as connection:
        decided = adjudications.read(connection)
        then = {hash: store.rubric(connection, hash).asked_hashes for hash in {one.rubric_hash for one in decided}}
    return {
        (one.item, one.response, one.criterion): one.answer.model_dump(include=set(_VALUE))
        for one in decided
        if then[one.rubric_hash].get(one.criterion) == asked.get(one.criterion)
    }


def _fields(**given: Any) -> dict[str, Any]:
    return {**dict.fromkeys(_VALUE), **given}
