"""A rubric for people to read: Markdown to print, HTML in the notebook."""

from __future__ import annotations

from evalwidgets.rubrics.showing.html import rubric_to_html
from evalwidgets.rubrics.showing.markdown import rubric_to_markdown

__all__ = ["rubric_to_html", "rubric_to_markdown"]
