"""A process that reads the scores of a study again and again: `reading_forever.py PLACE`."""

from __future__ import annotations

import sys

from evalwidgets import Study

if __name__ == "__main__":
    study = Study.open(sys.argv[1])
    while True:
        study.scores()
