"""Random data of every format, as careless as real files are: other keys, odd spellings, missing fields."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.rubrics.strategies import json_values, phrases

Raw = st.SearchStrategy[Any]

texts = st.builds("{}{}{}".format, st.sampled_from(["", " ", "\r\n"]), phrases, st.sampled_from(["", "  ", "\n"]))
points = st.integers(-10, 10) | st.floats(-1e6, 1e6)
above = st.integers(0, 10) | st.floats(0, 1e6)
others = st.dictionaries(st.sampled_from(["sources", "human_rating", "", "title2", "é"]), json_values, max_size=2)
tags = (
    st.lists(st.sampled_from(["axis:accuracy", " axis:x ", "level:example", "", "theme:a,b"]), max_size=3) | json_values
)


def entry(needed: dict[str, Raw], optional: dict[str, Raw] | None = None) -> Raw:
    """An entry of its own fields, perhaps some more of its own, and others."""
    return st.builds(lambda a, b: {**b, **a}, st.fixed_dictionaries(needed, optional=optional or {}), others)


def listed(one: Raw, field: str, name: str) -> Raw:
    """A list of entries, alone or in the record of its item."""
    alone = st.lists(one, min_size=1, max_size=4)
    record = st.fixed_dictionaries({field: alone}, optional={name: texts | st.integers(), "prompt": json_values})
    return alone | record


healthbench = listed(entry({"criterion": texts, "points": points}, {"tags": tags}), "rubrics", "prompt_id")

_CLASSES = [f"{degree}{kind}" for degree in ("critically ", "", "slightly ") for kind in ("important", "detrimental")]


@st.composite
def _annotations(draw: st.DrawFn) -> Any:
    weight_class = draw(st.sampled_from(_CLASSES))
    weights = {f"{name.replace(' ', '_')}_weight": draw(st.none() | points) for name in _CLASSES}
    weights[f"{weight_class.replace(' ', '_')}_weight"] = draw(points)
    if draw(st.booleans()):
        weights = {name: value for name, value in weights.items() if value is not None}
    category = draw(st.sampled_from(["criteria_category", "law_criteria_category", "finance_criteria_category"]))
    named = draw(
        st.fixed_dictionaries(
            {}, optional={category: texts | st.none(), "field_for_category": texts, "criteria_description": texts}
        )
    )
    return {"weight_class": weight_class, **weights, **named}


prbench = listed(
    entry({"id": st.sampled_from(["a-1", "b 2", "", "a-1"]), "title": texts, "annotations": _annotations()}),
    "rubric",
    "task",
)
profbench = listed(
    entry(
        {
            "criterion_description": texts,
            "criterion_weight": st.sampled_from(["Critical", "Major", "minor", "Additional"]),
            "criterion_type": st.lists(texts, max_size=2) | texts,
        },
        {"o3_fulfilment": st.booleans()},
    ),
    "rubrics",
    "task_id",
)
researchrubrics = listed(
    entry({"criterion": texts, "axis": texts, "weight": points}), "rubrics", "sample_id"
) | st.lists(
    entry({"title": texts, "category": texts, "weight": points, "row_index": st.integers()}), min_size=1, max_size=4
)
rar = listed(
    entry(
        {
            "title": texts,
            "description": st.builds(
                "{}{}".format, st.sampled_from(["Essential Criteria: ", "pitfall criteria:", "Optional Criteria:  ", ""]), texts
            ),
            "weight": points,
        }
    ),
    "rubric",
    "question",
)  # fmt: skip
_apex = entry(
    {
        "description": texts,
        "weight": st.sampled_from(["Primary objective(s)", "secondary objective(s)", "Not primary objective"]),
    },
    {"criterion_type": st.lists(texts, max_size=2), "dependent_criteria": st.lists(texts, max_size=1)},
)
_apex_name = st.sampled_from(["criterion 1", "criterion 2", "Criterion-1", "é", "criterion 1 "])
apex = st.lists(
    st.builds(lambda name, body: {name: body}, _apex_name, _apex), min_size=1, max_size=4
) | st.dictionaries(_apex_name, _apex, min_size=1, max_size=4)


@st.composite
def ace(draw: st.DrawFn) -> Any:
    task = {"Task ID": draw(st.sampled_from(["4", 4])), "Prompt": draw(texts), "Workflow": draw(texts)}
    rows = draw(
        st.lists(
            entry(
                {
                    "Criterion ID": st.sampled_from(["872", 873, " 9"]),
                    "Hurdle Tag": st.sampled_from(["Hurdle", "Not", ""]),
                    "Description": texts,
                },
                {
                    "Criteria type": texts,
                    "Criterion Grounding Check": st.sampled_from(["Grounded", "Not Grounded", "n/a"]),
                },
            ),
            min_size=1,
            max_size=4,
        )
    )
    return [{**task, **row} for row in rows]


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> Any:
    most = 0 if depth > 3 else 3
    children = draw(st.lists(trees(depth + 1), min_size=0 if depth else 1, max_size=most)) if most else []
    node = {
        "id": draw(st.sampled_from(["a", "b", "c-1", "uuid-4", "x y", "item"])),
        "requirements": draw(texts),
        "weight": draw(above),
        **draw(others),
    }
    if children or depth < 2 or draw(st.booleans()):
        node["sub_tasks"] = children
    if draw(st.booleans()):
        node["task_category"] = draw(st.sampled_from([None, "Code Development", " Result Analysis"]))
    if draw(st.booleans()):
        node["finegrained_task_category"] = draw(st.sampled_from([None, "Data Processing"]))
    return node


_names = st.sampled_from(["Omission", "Addition", "Non-translation!", "Überlänge", "a b"])
_severities = st.dictionaries(
    st.sampled_from(["major", "minor", "neutral"]),
    st.fixed_dictionaries({"display": texts}) | others,
    min_size=1,
    max_size=3,
)
_errors = st.lists(_names, min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            f"key_{n}": entry(
                {"display": st.just(name)},
                {
                    "subtypes": st.dictionaries(
                        st.sampled_from(["x", "y"]), entry({"display": st.just(f"{n}")}), max_size=1
                    )
                },
            )
            for n, name in enumerate(names)
        }
    )
)
_weights = st.lists(
    entry({"pattern": st.sampled_from(["minor:", "major:.*", "non.translation", ":omission"]), "weight": above}),
    max_size=3,
)
mqm = entry({"errors": _errors, "severities": _severities}, {"MAX_ERRORS": st.integers(0, 5), "weights": _weights})

_criterion = entry({"weight": points, "requirement": texts})
_section = entry({"criteria": st.lists(_criterion, min_size=1, max_size=2)}, {"title": texts, "name": texts})
_parts = st.lists(_criterion | _section, min_size=1, max_size=4)
rubric = (
    _parts
    | entry({"sections": _parts})
    | entry({"rubric": _parts})
    | st.builds(lambda parts, other: {"rubric": {"sections": parts, **other}}, _parts, others)
)

FORMATS: dict[str, Raw] = {
    "healthbench": healthbench,
    "prbench": prbench,
    "profbench": profbench,
    "researchrubrics": researchrubrics,
    "rar": rar,
    "apex": apex,
    "ace": ace(),
    "paperbench": trees(),
    "mqm": mqm,
    "rubric": rubric,
}
