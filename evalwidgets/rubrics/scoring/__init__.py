"""Scores: from answers to numbers, by the rules of the published rubrics, exactly.

The rules are plain functions on arrays and know no rubric: `means`, `passes`, `trees`, `gates`, `spans`.
"""
