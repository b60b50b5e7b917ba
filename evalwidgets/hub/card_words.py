"""The words of the card: for a reader who has never heard of the study."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

from evalwidgets.hub.facts import Facts
from evalwidgets.hub.layout import DEFAULT, SPLIT, Config
from evalwidgets.hub.permission import permitted
from evalwidgets.tables.columns import Column

_KINDS = {"grade": "grades of single responses against the rubric", "compare": "comparisons of two responses"}
_USES = {
    "evaluation": "evaluating models",
    "training": "training models",
    "redistribution": "passing the data on",
}


def sections(repo: str, facts: Facts, configs: Collection[Config]) -> dict[str, str]:
    """Return the sections of the card's body by their names, in order."""
    return {
        "about": _about(facts),
        "rubric": _rubric(facts),
        **({"agreement": f"## How far experts agree\n\n{facts.agreement}"} if facts.agreement else {}),
        "reading": _reading(repo, configs),
        "columns": "\n".join(_columns(configs)).rstrip(),
        "use": _use(facts),
    }


def _about(facts: Facts) -> str:
    kinds = "; ".join(f"{count:,} {_KINDS.get(kind, f'of kind {kind}')}" for kind, count in sorted(facts.kinds.items()))
    judges = _counted(facts.experts, "expert")
    if facts.models:
        judges += f" and {_counted(facts.models, 'language model')}"
    if facts.specialties:
        judges += f" ({', '.join(facts.specialties)})"
    blind = "did not see" if facts.protocol.blind else "saw"
    overlap = facts.protocol.overlap
    share = (
        "Every expert was to judge every task"
        if overlap is None
        else f"Each task goes to {_counted(overlap, 'expert')}"
    )
    return (
        f"# {facts.title}\n\n"
        f"Judgments of what language models wrote: {_counted(facts.items, 'item')}, judged by {judges}{_period(facts)}"
        f": {kinds or 'nothing yet'}. {share}. The experts {blind} which model had written a response, and the "
        f"order of responses was drawn by the seed {facts.protocol.seed}."
    )


def _period(facts: Facts) -> str:
    if facts.first is None or facts.last is None:
        return ""
    first, last = _day(facts.first), _day(facts.last)
    return f" on {first}" if first == last else f" between {first} and {last}"


def _rubric(facts: Facts) -> str:
    rubric = facts.rubric
    lines = [
        "## What was judged by",
        "",
        f"The rubric **{rubric.title}** (`{rubric.id}` {rubric.version}, hash `{rubric.hash[:12]}`)"
        f"{f', licence {rubric.licence}' if rubric.licence else ''}. {rubric.description}".rstrip(),
        "",
        "| criterion | kind | points | what it asks |",
        "|---|---|---|---|",
        *(f"| `{one.id}` | {one.kind} | {one.points:g} | {_cell(one.text)} |" for one in rubric.criteria),
        "",
        "The config `rubrics` holds its full text, and every row names its version and hash.",
    ]
    return "\n".join(lines)


def _reading(repo: str, configs: Iterable[Config]) -> str:
    names = {config.name for config in configs}
    lines = ["## Reading it", "", "```python", "from datasets import load_dataset", ""]
    if DEFAULT in names:
        lines.append(f'scores = load_dataset("{repo}", split="{SPLIT}")')
    lines.append(f'judgments = load_dataset("{repo}", "judgments", split="{SPLIT}")')
    lines += [
        "```",
        "",
        _STANDING,
        "",
        "```python",
        'replaced = set(judgments["supersedes"])',
        'judgments = judgments.filter(lambda row: row["judgment_id"] not in replaced and row["status"] != "withdrawn")',
    ]
    if DEFAULT in names:
        lines.append('scores = scores.filter(lambda row: row["judgment_id"] not in replaced)')
    return "\n".join([*lines, "```"])


def _columns(configs: Iterable[Config]) -> Iterator[str]:
    yield "## The columns"
    for config in configs:
        yield f"\n### `{config.name}`\n\n{config.about}\n\n| column | type | meaning |\n|---|---|---|"
        yield from _rows(config.columns)


def _rows(columns: Iterable[Column], within: str = "") -> Iterator[str]:
    for column in columns:
        kind = "list of struct" if isinstance(column.type, tuple) else column.type
        yield f"| `{within}{column.name}` | {kind} | {_cell(column.about)} |"
        if isinstance(column.type, tuple):
            yield from _rows(column.type, f"{within}{column.name}[].")


def _use(facts: Facts) -> str:
    protocol = facts.protocol
    licence = f"The judgments are under the licence `{protocol.licence}`." if protocol.licence else _NO_LICENCE
    uses = permitted(facts.rubric, protocol)
    use = _FREE if uses is None else f"They may be used for {_listed(_USES[use] for use in uses)} only."
    withheld = [f"`{name}`" for name in protocol.withhold if name != "gold"]
    missing = f" Not published: {', '.join(withheld)}." if withheld else ""
    return (
        f"## Use, consent and limits\n\n{licence} {use} Items and responses may have rights of their own.\n\n"
        f"{_CONSENT}{missing}\n\n{_LIMITS}"
    )


_NO_LICENCE = "No licence is named: ask the authors before you use the judgments."
_FREE = "Their use is not restricted further."
_STANDING = (
    "Rows are added and never changed. A judgment that was corrected or taken back is followed by one that names it in "
    "`supersedes`; this keeps what stands:"
)
_CONSENT = (
    "Experts stand here under pseudonyms, with no more of their qualifications than each agreed to have published; "
    "please do not try to find out who they are."
)
_LIMITS = (
    "These are judgments of the experts who gave them, by this rubric, on these items. They say nothing about other "
    "items, and where experts disagree, that is a finding, not an error. They are no medical, legal or financial "
    "advice."
)


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _listed(words: Iterable[str]) -> str:
    *most, last = [*words] or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %B %Y")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()
