"""Rubrics: what to judge by, as data, in YAML, and a library of them."""

from __future__ import annotations

from evalwidgets.errors import Finding, RubricError
from evalwidgets.rubrics.catalogue import library
from evalwidgets.rubrics.loading import load_rubric
from evalwidgets.rubrics.model import Rubric

__all__ = ["Finding", "Rubric", "RubricError", "library", "load_rubric"]
