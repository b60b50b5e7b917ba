"""A process that grades and pushes, again and again, until it is done or killed: `pusher.py PLACE EXPERT PUSHES`

After `ready` it waits for a line; each push that came through is a line `pushed N`.
"""

from __future__ import annotations

import sys

from evalwidgets import Study
from evalwidgets.hub.push import push
from tests.hub.studies import QUICK, client, grade


def main(place: str, expert: str, pushes: str) -> None:
    study = Study.open(place)
    grade(study, expert, 1)
    hub = client(silence=2.0)
    hub.look()  # what it takes to import is over
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(int(pushes)):
        grade(study, expert, 1, start=n)
        push(study.store, hub, refresh=False, patience=QUICK)
        print(f"pushed {n}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
