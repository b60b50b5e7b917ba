"""A process that imports: `importer.py PLACE SOURCE`."""

from __future__ import annotations

import sys

from evalwidgets import Protocol, Study
from tests.store.builders import RUBRIC

RULES = Protocol(order="shuffled")

if __name__ == "__main__":
    Study.create(sys.argv[1], items=sys.argv[2], rubric=RUBRIC, protocol=RULES, title="Pilot", progress=False)
