"""Releases: a name for what the dataset holds at one moment, to be cited and loaded by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalwidgets.errors import HubError
from evalwidgets.hub.patience import Patience, Report

if TYPE_CHECKING:
    from evalwidgets.hub.client import HubClient


def release(client: HubClient, name: str, *, patience: Patience | None = None, report: Report | None = None) -> str:
    """Give what main holds now the tag `name`, and return the commit.

    Raises
    ------
    HubError
        If another commit has the name already: a release does not change.
    """
    return (patience or Patience()).until_done(lambda: _released(client, name), client.repo, report)


def _released(client: HubClient, name: str) -> str:
    head = client.look()
    if head is None:
        raise HubError(f"There is no dataset {client.repo} that this token may see.")
    named = client.tag(name, head.commit)
    if named != head.commit:
        raise HubError(
            f"{client.repo} has a release {name} already (commit {named[:12]}), and a release does not change. "
            "Give this one another name; the rows themselves are there."
        )
    return named
