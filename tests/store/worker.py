"""A process that submits, and says so once each judgment is acknowledged: `worker.py PLACE COUNT EXPERT...`

Each expert works in a thread of its own. Every acknowledged judgment is a line `expert task id`.
"""

from __future__ import annotations

import sys
import threading

from evalwidgets import Study
from tests.store.builders import ANSWERS


def work(study: Study, expert: str, count: int) -> None:
    session = study.session(expert)
    for _ in range(count):
        if session.next() is None:
            return
        made = session.submit(ANSWERS)
        sys.stdout.write(f"{expert} {made.task} {made.id}\n")
        sys.stdout.flush()


def main(place: str, count: str, *experts: str) -> None:
    study = Study.open(place)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    threads = [threading.Thread(target=work, args=(study, expert, int(count))) for expert in experts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
