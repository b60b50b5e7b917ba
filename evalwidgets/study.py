"""The study: the front door to items, sessions, judgments and tables; every method delegates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evalwidgets.errors import StudyError
from evalwidgets.tables import lists_columns

if TYPE_CHECKING:
    from typing import Unpack

    import datasets
    import pandas as pd

    from evalwidgets.adjudications import Adjudication
    from evalwidgets.agreement.adjudicating import Adjudicator
    from evalwidgets.agreement.cases import Rule as Disagreement
    from evalwidgets.agreement.consensus import Rule as Consensus
    from evalwidgets.agreement.judges.importing import Judge, Judged
    from evalwidgets.agreement.judges.report import JudgeReport
    from evalwidgets.agreement.judges.verdicts import Format, Verdict
    from evalwidgets.agreement.measuring import How, Who
    from evalwidgets.agreement.methods import Method
    from evalwidgets.agreement.plan import Plan
    from evalwidgets.agreement.preferences import OfPreferences, Ranking
    from evalwidgets.agreement.report import AgreementReport
    from evalwidgets.hub.compact import Compacted
    from evalwidgets.hub.folder import Published
    from evalwidgets.hub.plan import PublishPlan
    from evalwidgets.hub.push import Pushed
    from evalwidgets.hub.sync import Sync
    from evalwidgets.hub.training.columns import View
    from evalwidgets.hub.training.rule import How as Choice
    from evalwidgets.items import ItemReader
    from evalwidgets.items.columns import Given
    from evalwidgets.protocol import Protocol
    from evalwidgets.remarks import Remark, Remarks, RemarkVerdict
    from evalwidgets.results import Results
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.rubrics.scoring_rule import Scoring
    from evalwidgets.session import Session
    from evalwidgets.stats.aggregation import TieRule
    from evalwidgets.store.adopted import Adopted
    from evalwidgets.store.importing import Imported
    from evalwidgets.store.merging import Merged
    from evalwidgets.store.status import Status
    from evalwidgets.store.store import Store
    from evalwidgets.tables.export import Exported
    from evalwidgets.tables.inspect_log import InspectLogs

OnError = Literal["raise", "skip"]


class Study:
    """Items to judge, the rubric and protocol to judge them by, and the store of what was judged.

    Make one by `Study.create`, or open one by `Study.open`.

    Attributes
    ----------
    store
        The database, for those who want to read it themselves.
    imported
        What the last `create` or `add` of this object did, with the report of rows left out.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.imported: Imported | None = None

    @classmethod
    def create(
        cls,
        path_or_url: str | Path,
        items: Any = None,
        rubric: Rubric | str | Path | None = None,
        *,
        columns: Given | None = None,
        format: str | None = None,
        protocol: Protocol | Mapping[str, Any] | None = None,
        title: str | None = None,
        on_error: OnError = "raise",
        progress: bool = True,
    ) -> Study:
        """Make a study and import its items; run again, it opens the same study and imports what is new.

        Parameters
        ----------
        path_or_url
            A file (made if it is not there), or a ``postgresql+psycopg://`` URL. A password comes from
            PGPASSWORD or a service file, never from the URL.
        items
            What `read_items` reads: a dataset, a frame, a list, the path of a file, a Hub id. An
            unchanged source is not read again; one whose import was killed is read from there on.
        rubric
            A `Rubric`, the name of one of ours ("medical_accuracy"), or the path of a YAML file. Not
            needed where items bring all their criteria, as those of HealthBench do.
        columns
            Which column is what; plain names are guessed.
        format
            Of the items, see `read_items`; told from their columns.
        protocol
            The rules; None: every expert judges every task, in the order given.
        title
            What experts see; None: the file's name, or the rubric's title.
        on_error
            ``"skip"`` leaves bad rows out; ``study.imported.report`` says which and why.
        progress
            Shows the columns found and a bar.

        Raises
        ------
        StudyError
            If another study is there (names both hashes), or no rubric is given.
        StoreError
            If the place cannot be used.
        ItemError
            For items that cannot be read, or were changed since they were imported.
        RubricError
            For a rubric that cannot be read.
        """
        from evalwidgets.store.importing import import_items
        from evalwidgets.store.store import Store

        rubric = _rubric(rubric, items, format)
        name = title or (rubric.title if "://" in str(path_or_url) else Path(path_or_url).stem)
        reading = None if items is None else _reading(items, columns, format, on_error, progress=progress)
        study = cls(Store.create(path_or_url, rubric=rubric, protocol=_protocol(protocol), title=name))
        if reading is not None:
            study.imported = import_items(study.store, reading, on_error=on_error)
        return study

    @classmethod
    def open(cls, path_or_url: str | Path) -> Study:
        """Open the study that is there.

        Raises
        ------
        StoreError
            If there is none, or it cannot be used.
        """
        from evalwidgets.store.store import Store

        return cls(Store.open(path_or_url))

    @classmethod
    def from_hub(
        cls, repo: str, path: str | Path | None = None, *, token: str | None = None, revision: str = "main"
    ) -> Study:
        """Open a published study to grade on: its items, rubric and protocol come along, others' judgments do not.

        The experts of the copy need no server: each pushes their own rows by `push_to_hub` or `sync`. The id
        that an expert gives here is what the dataset shows, so it should be a pseudonym already.

        Parameters
        ----------
        repo
            ``org/name``.
        path
            The file of the copy; None: the dataset's name, in the working directory. If the copy is there
            already, it is opened, and items that are new on the Hub come in.
        revision
            A branch, tag or commit.

        Raises
        ------
        HubError
            If there is no such dataset, or it is no published study.
        StudyError
            If another study is at `path`.
        """
        from evalwidgets.hub.client import HubClient
        from evalwidgets.hub.copying import open_copy

        return cls(open_copy(HubClient(repo, token=token), path or f"{Path(repo).name}.db", revision=revision))

    @property
    def id(self) -> str:
        """The study's UUID."""
        return self.store.charter.id

    @property
    def title(self) -> str:
        """What experts see."""
        return self.store.charter.title

    @property
    def rubric(self) -> Rubric:
        """What is judged by, as another process may have changed it (see `adopt`)."""
        with self.store.reading() as connection:
            return self.store.current(connection).rubric

    @property
    def protocol(self) -> Protocol:
        """The rules."""
        return self.store.charter.protocol

    def add(
        self,
        items: Any,
        *,
        columns: Given | None = None,
        format: str | None = None,
        on_error: OnError = "raise",
        progress: bool = True,
    ) -> Imported:
        """Import more items; those that the study has already are passed over (see `create`)."""
        from evalwidgets.store.importing import import_items

        reading = _reading(items, columns, format, on_error, progress=progress)
        self.imported = import_items(self.store, reading, on_error=on_error)
        return self.imported

    def add_expert(
        self,
        expert: str,
        kind: Literal["human", "model"] = "human",
        *,
        publish: Sequence[str] = (),
        **qualifications: Any,
    ) -> None:
        """Write down who an expert is (specialty, licence, years …), in place of what was known before.

        Parameters
        ----------
        publish
            The qualifications that the expert agrees to have published: ``("specialty", "years")``.
        """
        from evalwidgets.store import seats

        with self.store.writing() as connection:
            seats.set_expert(connection, expert, kind, qualifications, publish)

    def session(self, expert: str, kind: str = "grade", *, language: str | None = None) -> Session:
        """Take the expert's seat: hands out tasks and takes judgments; an older session of theirs ends.

        Parameters
        ----------
        language
            In which the expert reads the rubric; None: the one that it was made in.
        """
        from evalwidgets.session import Session

        return Session(self.store, expert, kind, language=language)

    def status(self) -> Status:
        """Return how far the study and each of its experts are; prints as a table."""
        from evalwidgets.store.status import read_status

        return read_status(self.store)

    def adopt(self, rubric: Rubric | str | Path) -> Adopted:
        """Move the study to another version of its rubric, while experts work.

        What was judged stays: where all its answers still answer what is asked, they are carried over into a
        judgment by the new version; else its expert is asked again what has changed, and nothing else.
        Points, weights, gates and tags change the score alone, and are asked of nobody.

        Parameters
        ----------
        rubric
            As in `create`. The same one again finishes an adoption that was interrupted.

        Returns
        -------
        Adopted
            How many judgments were carried over, and which ask which criteria again; prints as a table.

        Raises
        ------
        StudyError
            If the rubric does not fit an item's own criteria; then nothing is changed.
        """
        from evalwidgets.store.adopting import adopt

        return adopt(self.store, _rubric(rubric, None, None))

    def remarks(self) -> Remarks:
        """Return what experts have said about the rubric, the latest first; prints as a table."""
        from evalwidgets.store import remarks

        with self.store.reading() as connection:
            return remarks.read(connection)

    def answer_remark(self, remark: Remark | str, verdict: RemarkVerdict, reason: str = "") -> Remark:
        """Accept or decline an expert's remark (or the one of this id), with a reason that the expert reads."""
        from evalwidgets.store import remarks

        with self.store.writing() as connection:
            return remarks.answer(connection, remark if isinstance(remark, str) else remark.id, verdict, reason)

    @lists_columns
    def scores(self, *, superseded: bool = False) -> datasets.Dataset:
        """Return a row per expert, item, response and criterion."""
        from evalwidgets import tables

        return tables.scores(self.store, superseded=superseded)

    @lists_columns
    def judgments(self, *, superseded: bool = False) -> datasets.Dataset:
        """Return a row per judgment."""
        from evalwidgets import tables

        return tables.judgments(self.store, superseded=superseded)

    @lists_columns
    def comparisons(self, *, superseded: bool = False) -> datasets.Dataset:
        """Return a row per comparison of two responses."""
        from evalwidgets import tables

        return tables.comparisons(self.store, superseded=superseded)

    @lists_columns
    def items(self) -> datasets.Dataset:
        """Return a row per item."""
        from evalwidgets import tables

        return tables.items(self.store)

    def results(
        self,
        by: Sequence[str] | str = ("model",),
        *,
        experts: Literal["human", "model", "all"] = "human",
        scoring: Scoring | Mapping[str, Any] | None = None,
        domain: str | None = None,
        samples: Literal["mean", "pass@k", "pass^k", "worst@k"] = "mean",
        k: int | None = None,
        pass_mark: float | None = None,
        draws: int = 1000,
        seed: int = 0,
        level: float = 0.95,
        progress: bool = True,
    ) -> Results:
        """Return the scores of all judgments that stand, with intervals, and how much models differ.

        What experts say of a model's responses to an item becomes one number first, so that each item counts
        once; intervals are drawn over items (percentile bootstrap). Shows itself as a table; `.plot()` is
        an Altair chart, `.differences` compares models on the items that both have, `.to_pandas()`,
        `.to_arrow()` and `.to_dataset()` are the figures.

        Parameters
        ----------
        by
            Any of ``model``, ``expert``, ``expert_kind``, ``item``, ``response``, a name in the items'
            metadata; and one of ``axis`` (tags that begin "axis:", or any other such word), ``group``,
            ``tag``, ``criterion``.
        experts
            Whose judgments: people's, models', or both.
        scoring
            Another score rule than the rubric's: a `Scoring`, or the fields that differ (``{"na": "zero"}``).
        domain
            A name in the items' metadata: means are taken within each domain first, rounded and clipped
            as the rubric says, and then over the domains, which count alike (ProfBench).
        samples
            What several responses of a model to an item come to: ``mean`` of all scores; or, over all subsets
            of `k` of them, each with the mean of its experts: ``pass@k``, the chance that one passes (Chen et
            al. 2021, unbiased), ``pass^k``, that all do, ``worst@k``, the lowest score (HealthBench).
        k
            How many responses, for all but ``mean``.
        pass_mark
            The score from which a response passes; None: the best that the rule gives.
        draws, seed, level
            Of the bootstrap; the same seed gives the same intervals.
        progress
            Shows a bar when it takes longer than two seconds.

        Raises
        ------
        StudyError
            For a name in `by` that means nothing here, a rule that cannot be, or an item to which a model
            has fewer than `k` responses with a score.
        RubricError
            For a rule that some criterion cannot be scored by.
        StoreError
            If the study cannot be read.
        """
        from evalwidgets.results import results

        return results(
            self.store,
            by,
            experts=experts,
            scoring=scoring,
            domain=domain,
            samples=samples,
            k=k,
            pass_mark=pass_mark,
            draws=draws,
            seed=seed,
            level=level,
            progress=progress,
        )

    def agreement(self, method: Method = "alpha", **how: Unpack[How]) -> AgreementReport:
        """Return how far experts agree: by criterion, axis and specialty, with the items behind every figure.

        Parameters
        ----------
        method
            ``alpha`` (Krippendorff's, by each criterion's scale), ``fleiss``, ``ac1``, ``brennan_prediger``, ``raw``.
        how
            `experts` (``human``, ``model``, ``all``, or names); of the intervals `level`, `resamples`, `seed` … (see
            `evalwidgets.agreement`).
        """
        from evalwidgets.agreement.report import agreement_of

        return agreement_of(self.store, method, how)

    def plan(self, criterion: str, width: float = 0.1, *, seed: int = 0) -> Plan:
        """Return how many items and raters an interval of that width still takes, by simulation from what is there."""
        from evalwidgets.agreement.plan import plan_for

        return plan_for(self.store, criterion, width, seed=seed)

    def consensus(
        self, how: Consensus = "majority", *, tie: TieRule = "none", experts: Who = "human"
    ) -> datasets.Dataset:
        """Return one answer for each response and criterion, with how and of whom it was made.

        Parameters
        ----------
        how
            ``majority``, ``dawid_skene`` (who errs less counts more); of numbers ``mean``, ``median``, ``trimmed``;
            ``adjudicated``: what an adjudicator has settled, and else the majority.
        tie
            What a majority makes of a tie: ``none`` (undecided), ``lowest`` or ``highest`` answer of the scale.
        """
        from evalwidgets.agreement.consensus import consensus

        return consensus(self.store, how, tie=tie, experts=experts)

    def adjudicator(self, expert: str, rule: Disagreement | None = None) -> Adjudicator:
        """Settle what experts disagree on: hands out disputes, blind to names, and takes decisions.

        Parameters
        ----------
        expert
            Who settles: a pseudonym.
        rule
            Which disagreements: ``any``, ``no_majority``, ``far``; None: as the protocol says.
        """
        from evalwidgets.agreement.adjudicating import Adjudicator

        return Adjudicator(self.store, expert, rule)

    def adjudications(self, *, superseded: bool = False) -> list[Adjudication]:
        """Return what was settled, in the order stored; with `superseded` also what was settled anew later."""
        from evalwidgets.store import adjudications

        with self.store.reading() as connection:
            return adjudications.read(connection, superseded=superseded)

    def preferences(self, **how: Unpack[How]) -> OfPreferences:
        """Return how far experts prefer the same of two responses: beyond chance, and with and without ties."""
        from evalwidgets.agreement.preferences import agreement_on_preferences

        return agreement_on_preferences(self.store, how)

    def ranking(
        self, method: Literal["bradley_terry", "elo"] = "bradley_terry", *, experts: Who = "human", seed: int = 0
    ) -> Ranking:
        """Return the models by the comparisons they won; needs ``evalwidgets[ranking]``."""
        from evalwidgets.agreement.preferences import rank_models

        return rank_models(self.store, method, experts, seed)

    def import_verdicts(
        self,
        source: str | Path | Iterable[Verdict],
        judge: str | None = None,
        *,
        format: Format | None = None,
        progress: bool = True,
    ) -> Judged:
        """Store what models have judged, as judgments by experts of kind model; again, it changes nothing.

        Parameters
        ----------
        source
            JSON lines (item, response, answers or criterion and value), the output of a HealthBench
            grader, an Inspect log (.json or .eval), or `Verdict`s.
        judge
            Who judged; None: as the source says.
        """
        from evalwidgets.agreement.judges.importing import import_verdicts

        return import_verdicts(self.store, source, judge, format=format, progress=progress)

    def judge_with(self, judge: Judge, name: str, *, limit: int | None = None, progress: bool = True) -> Judged:
        """Let a function judge every task that it has not judged yet, with a bar.

        Parameters
        ----------
        judge
            From the `TaskView` (what an expert may see) to the answers by criterion; None where it has none.
        name
            Under which its judgments stand, as an expert of kind model.
        limit
            At most so many tasks.
        """
        from evalwidgets.agreement.judges.importing import run_judge

        return run_judge(self.store, judge, name, limit=limit, progress=progress)

    def judge_report(self, **how: Unpack[How]) -> JudgeReport:
        """Return each model's judgments beside the experts', and the experts' beside each other's.

        Raises
        ------
        AgreementError
            If no model has judged, or no expert.
        """
        from evalwidgets.agreement.judges.report import judges_of

        return judges_of(self.store, how)

    def to_pandas(self) -> pd.DataFrame:
        """Return the scores as a DataFrame."""
        return self.scores().to_pandas()  # pyright: ignore[reportReturnType]

    def export(
        self, path: str | Path, *, table: str = "scores", superseded: bool = False, progress: bool = True
    ) -> Exported:
        """Write a table to a .parquet, .jsonl or .csv file (see `evalwidgets.tables.export.export`)."""
        from evalwidgets.tables.export import export

        return export(self.store, path, table=table, superseded=superseded, progress=progress)

    def to_inspect(self, folder: str | Path, *, progress: bool = True) -> InspectLogs:
        """Write what was graded as logs that `inspect_ai` reads: for its viewer and its tables.

        One log per model. Its samples are the model's responses, with the item as input and the reference as
        target; each expert is a scorer, whose value holds a number, or else the words, for each criterion. What
        was not applicable is left out there; reasons, quotes and the rest stand in the score's metadata. Experts
        have the ids that they have in the study, as in `export`.

        Parameters
        ----------
        folder
            Made if it is not there. Logs that this study has written there before are replaced.
        progress
            Shows a bar when it takes longer than two seconds.

        Raises
        ------
        StudyError
            If nothing has been graded.
        StoreError
            If the study cannot be read or the files cannot be written.
        """
        from evalwidgets.tables.inspect_log import to_inspect

        return to_inspect(self.store, folder, progress=progress)

    def publish(
        self,
        folder: str | Path,
        *,
        names: Iterable[str] = (),
        identifiers: Literal["ask", "accept"] = "ask",
        progress: bool = True,
    ) -> Published:
        """Write what stands in the study as a dataset that `load_dataset(folder)` reads, without our package.

        The folder has the layout that `push_to_hub` gives a dataset on the Hub: a config per table, experts
        under pseudonyms, without what the protocol withholds. One published before is replaced as a whole;
        what was written by hand into its README.md is kept.

        Parameters
        ----------
        folder
            A new folder, or one published before.
        names, identifiers
            What is looked for, and whether it may pass: as in `push_to_hub`.
        progress
            Shows a bar when it takes longer than two seconds.

        Raises
        ------
        IdentifiersFound
            With what a person should look at; nothing was written.
        HubError
            If the folder cannot be used.
        StoreError
            If the study cannot be read.
        """
        from evalwidgets.hub.folder import publish

        return publish(self.store, folder, names=names, accept=identifiers == "accept", progress=progress)

    def push_to_hub(
        self,
        repo: str,
        *,
        token: str | None = None,
        private: bool | None = None,
        create_pr: bool = False,
        tag: str | None = None,
        names: Iterable[str] = (),
        identifiers: Literal["ask", "accept"] = "ask",
        progress: bool = True,
    ) -> Pushed:
        """Bring to the dataset `repo` on the Hub what is not there yet; nothing that is there is changed.

        It may be called again at any time, from several machines at once, and after any failure: every row
        comes once. The dataset has the layout that `publish` writes.

        Parameters
        ----------
        repo
            ``org/name``; made if it is not there.
        token
            None: the one of `hf auth login` or HF_TOKEN. Do not write one into a notebook.
        private
            Whether only members see the dataset. None: a new one is private, one that is there stays as it is.
        create_pr
            Proposes the rows in a pull request; further pushes go to the same one until it is closed.
        tag
            Gives what main holds after the push this name, to be cited and loaded by: ``revision="v1"``.
        names
            Names of people to look for in all that goes: patients, colleagues.
        identifiers
            ``"ask"`` stops at what may identify somebody (e-mail, phone, record number, a name) and lists it;
            ``"accept"`` lets it pass, and remembers that it may.
        progress
            Prints what is being done.

        Raises
        ------
        IdentifiersFound
            With what a person should look at; nothing was sent.
        HubError
            In plain words, if it cannot be done now; the judgments wait in the study.
        """
        from evalwidgets.hub.client import HubClient
        from evalwidgets.hub.push import push

        return push(
            self.store,
            HubClient(repo, token=token),
            private=private,
            propose=create_pr,
            tag=tag,
            names=names,
            accept=identifiers == "accept",
            report=print if progress else None,
        )

    def publish_plan(
        self, repo: str, *, token: str | None = None, private: bool | None = None, names: Iterable[str] = ()
    ) -> PublishPlan:
        """Say what `push_to_hub` would do now: rows, bytes, who would see them, what to look at; nothing is sent.

        Raises
        ------
        HubError
            If the push would be refused, or the Hub cannot be asked.
        """
        from evalwidgets.hub.client import HubClient
        from evalwidgets.hub.plan import plan

        return plan(self.store, HubClient(repo, token=token), private=private, names=names)

    def sync(
        self,
        repo: str,
        every: float | str = "5 min",
        *,
        token: str | None = None,
        create_pr: bool = False,
        names: Iterable[str] = (),
    ) -> Sync:
        """Push in the background while experts grade; returns at once.

        A process of its own does it, so that no submit is slower for it. Run again, the newer one takes the
        place of the older. When the kernel ends, up to 3 s are spent on sending what is left; what could not
        be sent goes with the next push. What may identify somebody is held, and said, until somebody has looked.

        Parameters
        ----------
        every
            ``"5 min"``, ``"90 s"``, ``"1 h"``, or a number of seconds; at least 30 s.
        repo, token, create_pr, names
            As in `push_to_hub`.

        Raises
        ------
        HubError
            If the interval is none, or the study is where only one process may write.
        """
        from evalwidgets.hub.sync import start

        return start(self.store, repo, every=every, token=token, propose=create_pr, names=names)

    def merge(self, other: Study | str | Path, *, token: str | None = None) -> Merged:
        """Take in the judgments of another copy of this study; what is here already is passed over.

        From another file remarks on the rubric and adjudications come along; a published dataset has none.

        Parameters
        ----------
        other
            A study, the path or URL of one, a published folder, or a dataset on the Hub: ``"org/name"``.

        Raises
        ------
        StudyError
            If it is judged by another rubric, or an item has other content; then nothing is changed.
        """
        from evalwidgets.hub.client import HubClient
        from evalwidgets.hub.copying import merge_from
        from evalwidgets.items.sources.hub import is_hub_name

        if isinstance(other, Study):
            return merge_from(self.store, other.store, None)
        is_repo = is_hub_name(str(other)) and not Path(other).exists()
        return merge_from(self.store, other, HubClient(str(other), token=token) if is_repo else None)

    def compact_hub(self, repo: str, *, token: str | None = None, progress: bool = True) -> Compacted:
        """Merge the many small shards of a dataset on the Hub into few, in one commit that changes no row.

        Worth doing after some hundred pushes. Who loads the dataset meanwhile sees it as before, or as after.

        Raises
        ------
        HubError
            In plain words, if it cannot be done now; then nothing has changed.
        """
        from evalwidgets.hub.client import HubClient
        from evalwidgets.hub.compact import compact

        return compact(HubClient(repo, token=token), report=print if progress else None)

    def training(self, view: View, *, progress: bool = True, **how: Unpack[Choice]) -> datasets.Dataset:
        """Return what experts judged in exactly the columns that TRL trains on, plain or conversational.

        ===================== ============================== ===========================================
        view                  columns                        trains
        ===================== ============================== ===========================================
        preference            prompt, chosen, rejected       `DPOTrainer`
        unpaired_preference   prompt, completion, label      `KTOTrainer`
        prompt_completion     prompt, completion             `SFTTrainer`
        reward                prompt, chosen, rejected,      `RewardTrainer`
                              margin
        rubric_reward         prompt, rubric, criteria,      `GRPOTrainer`, `RLOOTrainer`: all but `prompt`
                              reference                      goes to the reward functions
        stepwise              prompt, completions, labels    `PRMTrainer` of TRL 1.13
        ===================== ============================== ===========================================

        Further columns begin with ``judged_`` and say where a row comes from: items, responses, models, scores,
        how many experts. TRL does not read them. `.info.description` says what was left out.

        Parameters
        ----------
        source
            ``"grades"`` (scores by the rubric's rule), or ``"comparisons"``.
        aggregate
            Of several experts: ``"mean"`` or ``"median"`` of scores (of comparisons: of strengths, a tie being
            0); ``"majority"`` of each criterion's answers, then scored (of comparisons: of votes);
            ``"adjudicated"``: the same, but with what was adjudicated in place of what the experts said.
        margin
            By how much the chosen response must be better; with a threshold, how far from it a score must lie.
            In units of the score; of comparisons in strength (1 slightly, 3 much), by majority in share of votes.
        ties
            ``"drop"`` leaves out what is not that far apart, ``"refuse"`` raises.
        threshold
            The score from which on a response is a good one: of `unpaired_preference`, `prompt_completion` and
            `stepwise`. From comparisons it is the share of its pairs that a response won; None: more than half.
        undecided
            What a majority makes of as many votes for one answer as for another: ``"none"`` (not answered),
            ``"lowest"`` or ``"highest"``.
        outdated
            ``"refuse"`` raises where grades are by an earlier rubric that asked something else; ``"drop"``
            leaves these out.
        experts
            Whose judgments: ``"human"``, ``"model"`` or ``"all"``.
        conversational
            Prompts and responses as lists of ``{role, content}`` or as texts; None: as texts where every item is
            one question with answers of one turn, else all as chats.
        progress
            Shows a bar when reading takes longer than two seconds.

        Raises
        ------
        HubError
            If the rubric or the protocol does not permit training.
        StudyError
            If the study cannot be said in this view without loss, with the reason and the way out.

        Examples
        --------
        >>> from evalwidgets import Study
        >>> item = {"prompt": "May I drive?", "response_a": "Not today.", "response_b": "Always."}
        >>> study = Study.create(path, items=[item], rubric="instruction_following", progress=False)
        >>> session = study.session("dr-osei", "compare")
        >>> shown = session.next().view.responses
        >>> better = next(one.key for one in shown if one.messages[0].text == "Not today.")
        >>> judgment = session.submit({"preference": better, "strength": 3})
        >>> study.training("preference", source="comparisons").select_columns(["prompt", "chosen", "rejected"])[0]
        {'prompt': 'May I drive?', 'chosen': 'Not today.', 'rejected': 'Always.'}
        """
        from evalwidgets.hub.training import training

        return training(self.store, view, progress=progress, **how)

    def close(self) -> None:
        """Close the connections to the store; they are made again when needed."""
        self.store.close()

    def __repr__(self) -> str:
        return f"<study {self.status()}>"

    def _repr_html_(self) -> str:
        return self.status().to_html()


def _reading(
    items: Any, columns: Given | None, format: str | None, on_error: OnError, *, progress: bool
) -> Callable[[int], ItemReader]:
    """Open the source at once, so that nothing is made of one that is not there; return what reads it from any row."""
    from evalwidgets.items import read_items

    read = partial(read_items, items, columns=columns, format=format, on_error=on_error, progress=progress)
    first = read()
    return lambda start: read(start=start) if start else first


def _rubric(given: Rubric | str | Path | None, items: Any = None, format: str | None = None) -> Rubric:
    from evalwidgets.items.formats import base_rubric
    from evalwidgets.rubrics.model import Rubric

    if given is None:
        if items is not None and (rubric := base_rubric(items, format)) is not None:
            return rubric
        raise StudyError('A study needs a rubric: rubric="medical_accuracy", the path of a YAML file, or a Rubric.')
    if isinstance(given, Rubric):
        return given
    from evalwidgets.rubrics import load_rubric

    return load_rubric(given)


def _protocol(given: Protocol | Mapping[str, Any] | None) -> Protocol:
    from pydantic import ValidationError

    from evalwidgets.protocol import Protocol
    from evalwidgets.tasks import KINDS

    try:
        protocol = given if isinstance(given, Protocol) else Protocol.model_validate(dict(given or {}))
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        raise StudyError(f"protocol, {'.'.join(str(part) for part in found['loc'])}: {found['msg']}") from None
    unknown = [kind for kind in protocol.kinds if kind not in KINDS]
    if unknown or not protocol.kinds:
        raise StudyError(f"protocol, kinds: there is no kind {unknown}; there is {', '.join(KINDS)}")
    return protocol
