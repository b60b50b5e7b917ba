"""Agreement at size, beside the packages whose numbers it must give: krippendorff, evalica and crowd-kit."""

from __future__ import annotations

import subprocess
import sys
import time
import venv
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import evalica
import krippendorff
import numpy as np
import pandas as pd

from benchmarks.report import Line, at_most
from evalwidgets import agreement
from evalwidgets.agreement.ratings import coded
from evalwidgets.stats.dawid_skene import dawid_skene

BUILD = Path(__file__).parents[1] / "build"
UNITS, RATERS, CATEGORIES, MISSING = 100_000, 5, 5, 0.4
RESAMPLES = 1_000
MANY = 1_000_000
SECONDS, MEGABYTES = 3.0, 500.0
TIMES_FASTER = 5.0
ITERATIONS = 20
CROWD_KIT = "1.4.2"
ROUNDS = 5
METRICS = ("nominal", "ordinal", "interval", "ratio")


def ratings(units: int, *, seed: int = 0) -> np.ndarray:
    """Raters who are mostly within one step of the truth, on a scale from 1 to 5."""
    random = np.random.default_rng(seed)
    true = random.integers(1, CATEGORIES + 1, (units, 1))
    values = np.clip(true + random.integers(-1, 2, (units, RATERS)), 1, CATEGORIES).astype(float)
    values[random.random(values.shape) < MISSING] = np.nan
    return values


def run() -> list[Line]:
    values = ratings(UNITS)
    return [*_alpha(values), *_bootstrap(values), *_many(), *_dawid_skene(values)]


def _seconds(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the best time of some rounds."""
    found: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def _alpha(values: np.ndarray) -> list[Line]:
    lines: list[Line] = []
    for metric in METRICS:
        ours = agreement.krippendorff_alpha(values, metric, interval=None).value
        theirs = krippendorff.alpha(values.T, level_of_measurement=metric)
        assert ours is not None
        assert abs(ours - theirs) < 1e-9, (metric, ours, theirs)
        mine = _seconds(lambda metric=metric: agreement.krippendorff_alpha(values, metric, interval=None))
        other = _seconds(lambda metric=metric: krippendorff.alpha(values.T, level_of_measurement=metric))
        lines.append(
            Line(
                f"alpha, {metric}, {UNITS:,} units x {RATERS} raters",
                f"{mine * 1000:.0f} ms",
                f"≤ krippendorff's {other * 1000:.0f} ms",
                mine <= other,
            )
        )
    return lines


def _bootstrap(values: np.ndarray) -> list[Line]:
    mine = _seconds(lambda: agreement.krippendorff_alpha(values, "ordinal", resamples=RESAMPLES))
    frame = pd.DataFrame(values.T)
    theirs = _seconds(lambda: evalica.alpha_bootstrap(frame, distance="ordinal", n_resamples=RESAMPLES), rounds=1)
    what = f"alpha and {RESAMPLES:,} bootstraps of the same"
    return [at_most(what, mine, 1.0, " s"), _faster(what, theirs / mine, f"evalica: {theirs:.2f} s")]


def _faster(what: str, times: float, detail: str) -> Line:
    return Line(f"{what}: times faster", f"{times:.1f}  ({detail})", f"≥ {TIMES_FASTER:g}", times >= TIMES_FASTER)


_MANY = """
import re, sys, time
import numpy as np
from evalwidgets import agreement
values = np.load(sys.argv[1])
start = time.perf_counter()
found = agreement.krippendorff_alpha(values, "ordinal")
print(time.perf_counter() - start, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024, found.n_units)
"""
_MANY_IN_BATCHES = """
import re, sys, time
import pandas, pyarrow.parquet
from evalwidgets import agreement
start = time.perf_counter()
found = agreement.krippendorff_alpha(sys.argv[1], "ordinal", categories=[1, 2, 3, 4, 5])
print(time.perf_counter() - start, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024, found.n_units)
"""


def _many() -> list[Line]:
    values = ratings(MANY)
    with TemporaryDirectory(prefix="evalwidgets-bench-") as folder:
        array, table = Path(folder) / "ratings.npy", Path(folder) / "ratings.parquet"
        np.save(array, values)
        units, raters = np.nonzero(np.isfinite(values))
        frame = {"unit": units, "rater": raters.astype(np.int8), "value": values[units, raters].astype(np.int8)}
        pd.DataFrame(frame).to_parquet(table, row_group_size=250_000)
        seconds, megabytes = _alone(_MANY, array)
        slow, lean = _alone(_MANY_IN_BATCHES, table)
    what = f"alpha with its interval, {MANY:,} units x {RATERS} raters"
    return [
        at_most(what, seconds, SECONDS, " s"),
        at_most(f"{what}: the whole process", megabytes, MEGABYTES, " MB"),
        Line(f"{what}, from Parquet in batches", f"{slow:.2f} s, {lean:.0f} MB"),
    ]


def _alone(code: str, path: Path) -> tuple[float, float]:
    """Run in a fresh process; return seconds and its greatest resident memory in MB (getrusage would tell ours)."""
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    seconds, megabytes, units = done.stdout.split()
    assert int(units) > 0.9 * MANY
    return float(seconds), float(megabytes)


_CROWD_KIT = """
import sys, time
import pandas as pd
from crowdkit.aggregation import DawidSkene
frame = pd.read_csv(sys.argv[1])
start = time.perf_counter()
labels = DawidSkene(n_iter=int(sys.argv[2]), tol=-1e9).fit_predict(frame)
print(time.perf_counter() - start)
labels.rename("label").to_csv(sys.argv[3])
"""


def _dawid_skene(values: np.ndarray) -> list[Line]:
    what = f"Dawid–Skene, {ITERATIONS} iterations, {UNITS:,} units"
    codes, scale = coded(values)
    mine = _seconds(lambda: dawid_skene(codes, len(scale), iterations=ITERATIONS, tolerance=-np.inf), rounds=3)
    found = dawid_skene(codes, len(scale), iterations=ITERATIONS, tolerance=-np.inf)
    try:
        python = _crowd_kit()
        with TemporaryDirectory(prefix="evalwidgets-bench-") as folder:
            data, out = Path(folder) / "data.csv", Path(folder) / "labels.csv"
            units, workers = np.nonzero(codes >= 0)
            frame = pd.DataFrame({"task": units, "worker": workers, "label": codes[units, workers].astype(int)})
            frame.to_csv(data, index=False)
            command = [str(python), "-c", _CROWD_KIT, str(data), str(ITERATIONS), str(out)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
            labels = pd.read_csv(out, index_col=0)["label"]
    except (OSError, subprocess.SubprocessError) as error:
        return [
            Line(what, f"{mine:.2f} s"),
            Line("beside: crowd-kit", f"skipped: {' '.join(str(error).split())[:100]}"),
        ]
    theirs = float(done.stdout.split()[-1])
    same = float((found.probabilities[labels.index].argmax(axis=1) == labels.to_numpy()).mean())
    return [_faster(what, theirs / mine, f"{mine:.2f} s, crowd-kit {theirs:.1f} s, {same:.2%} of the labels the same")]


def _crowd_kit() -> Path:
    """Install crowd-kit once, in an environment of its own, with what its aggregation needs; return its Python."""
    home = BUILD / f".venv-peers-crowd-kit-{CROWD_KIT}"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        print("… installing crowd-kit", file=sys.stderr, flush=True)
        venv.create(home, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input"]
        # Without what only its learning part needs: half a gigabyte.
        needed = ["numpy", "pandas", "scikit-learn", "tqdm", "attrs", "nltk"]
        for packages in (["--no-deps", f"crowd-kit=={CROWD_KIT}"], needed):
            subprocess.run([*pip, *packages], check=True, capture_output=True, timeout=600)
        (home / "ready").touch()
    return python
