"""What can go wrong with the Hub: which of it passes by waiting, and how the rest is said in plain words."""

from __future__ import annotations

from evalwidgets.errors import HubError

CONFLICT = 412
_PASSING = frozenset({408, 409, CONFLICT, 425, 429, 500, 502, 503, 504})
_SAFE = "Every judgment is safe in the study, and goes with the next push."


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status that an error is about, if it is about one."""
    return getattr(getattr(error, "response", None), "status_code", None)


def passes(error: BaseException) -> bool:
    """Tell whether the same may well succeed a little later."""
    import httpx2
    from huggingface_hub.errors import OfflineModeIsEnabled

    status = status_of(error)
    if status is not None:
        return status in _PASSING
    if isinstance(error, OfflineModeIsEnabled):
        return False
    # RuntimeError: what Xet's uploader raises when its line breaks.
    return isinstance(error, httpx2.TransportError | ConnectionError | TimeoutError | RuntimeError)


def told_to_wait(error: BaseException) -> float | None:
    """Return the seconds that the Hub asks us to wait, if it does."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return float(headers["Retry-After"])
    except (KeyError, TypeError, ValueError):
        return None


def plainly(error: BaseException, repo: str) -> HubError:
    """Say in plain words what went wrong; nothing of the request, and so no token, is in it."""
    passing = None if not passes(error) else "network" if status_of(error) is None else "hub"
    return HubError(f"{_what(error, repo)} {_SAFE}", passing)


def _what(error: BaseException, repo: str) -> str:
    from huggingface_hub.errors import GatedRepoError, HFValidationError, LocalTokenNotFoundError, OfflineModeIsEnabled

    named = {
        LocalTokenNotFoundError: _NO_TOKEN,
        OfflineModeIsEnabled: _OFFLINE,
        GatedRepoError: _GATED,
        HFValidationError: _NO_NAME,
    }
    words = next((words for kind, words in named.items() if isinstance(error, kind)), None)
    said, status = _said(error), status_of(error)
    if words is None:
        words = _of_status(status, said)
    return words.format(
        repo=repo,
        owner=repo.partition("/")[0],
        status=status,
        said=said or "no reason given",
        kind=type(error).__name__,
    )


def _of_status(status: int | None, said: str) -> str:
    if status is None:
        return "The Hub could not be reached ({kind}). Check the connection, and push again."
    if status == _UNAUTHORISED and "credentials" in said:
        return _BAD_TOKEN
    if status == _FORBIDDEN and any(word in said.lower() for word in ("storage", "quota", "upgrade")):
        return "The storage of {owner} on the Hub is full: “{said}”. Free some, or push to another account."
    if status >= _BROKEN:
        return "The Hub is not well at the moment ({status}). Push again in some minutes."
    return _WORDS.get(status, "The Hub refused the push to {repo} ({status}: {said}).")


_UNAUTHORISED, _FORBIDDEN, _BROKEN = 401, 403, 500
_NO_TOKEN = "You are not signed in to the Hub. Run `hf auth login` once in a terminal, or set HF_TOKEN."  # noqa: S105
_BAD_TOKEN = "The Hub does not know this token. Make a new one (Settings, Access Tokens), and run `hf auth login`."  # noqa: S105

_OFFLINE = "This machine is set to work without the Hub (HF_HUB_OFFLINE). Unset it, and push again."
_NO_NAME = "“{repo}” cannot be the name of a dataset. Write org/name, in letters, digits, “-”, “_” and “.”."
_GATED = "{repo} is gated: ask for access on its page, and push again when it is granted."
_WORDS = {
    401: _NO_TOKEN,
    403: "This token may not write to {repo}. Make one with write access to {owner} (Settings, Access Tokens on the "
    "Hub), or propose by create_pr=True.",
    404: "There is no dataset {repo} that this token may see. Check the name, and that you belong to {owner}.",
    409: "The name {repo} is taken by a dataset that this token may not see. Choose another name.",
    412: "Others push to {repo} all the time, and none of our attempts came through. Push again in a minute.",
    429: "The Hub asks for a pause: too many requests. Push again in some minutes, or less often.",
}


def _said(error: BaseException) -> str:
    headers = getattr(getattr(error, "response", None), "headers", {})
    return str(headers.get("X-Error-Message") or "")
