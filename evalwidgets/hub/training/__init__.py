"""Training views: what experts judged, in exactly the columns that TRL trains on.

Grades become scores by the rubric's own rule (`grades`, `settled`), comparisons become pairs (`pairs`); what
is clear enough (`selecting`, by the choices in `rule`) becomes rows (`views`) in one form, plain or
conversational (`texts`), with explicit features (`columns`). What cannot be said in a view without loss is
refused, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.errors import StudyError

if TYPE_CHECKING:
    from typing import Unpack

    import datasets

    from evalwidgets.hub.training.columns import View
    from evalwidgets.hub.training.rule import How
    from evalwidgets.hub.training.views import Work
    from evalwidgets.store.store import Store


def training(store: Store, view: View, *, progress: bool = True, **how: Unpack[How]) -> datasets.Dataset:
    """Return a view of a study to train on; see `Study.training`."""
    from datasets import Dataset, DatasetInfo

    from evalwidgets.hub.permission import TRAINING, need_permission
    from evalwidgets.hub.training.columns import VIEWS
    from evalwidgets.hub.training.rule import rule_of
    from evalwidgets.hub.training.views import MAKERS, Work

    rule = rule_of(how)
    rule.check(view)
    with store.reading() as connection:
        charter = store.current(connection)
    need_permission(charter.rubric, charter.protocol, TRAINING)
    work = Work(store, rule, progress)
    made = MAKERS[view](work)
    if not made.rows:
        raise StudyError("The study has no items: there is nothing to train on.")
    features = VIEWS[view].features(conversational=made.conversational)
    columns = {name: [row[name] for row in made.rows] for name in features}
    info = DatasetInfo(description=_about(view, work, len(made.rows)), features=features)
    return Dataset.from_dict(columns, features=features, info=info)


def _about(view: View, work: Work, rows: int) -> str:
    """Say what the rows are, and what is not among them."""
    title = work.store.charter.title
    of = "" if view == "rubric_reward" else f", from {work.rule}"
    out = [f"{count:,} {what}" for what, count in work.left_out.items() if count]
    return f"{title}: {rows:,} rows for {view}{of}. " + (f"Left out: {'; '.join(out)}." if out else "Nothing left out.")
