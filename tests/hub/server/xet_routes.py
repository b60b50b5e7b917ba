"""What the Hub answers to clients that move content by Xet: tokens for it, and the content-addressed store itself."""

from __future__ import annotations

import struct
import time
from itertools import accumulate
from typing import Any

from tests.hub.server.routes import Answer, Request, ranged, route, span
from tests.hub.server.storage import Refused
from tests.hub.server.xet import Term

_SCOPES = {"xet_read": {"read"}, "xet_write": {"read", "write"}}


@route("GET", "/api/datasets/{repo}/xet-read-token/{rev}")
def xet_read_token(request: Request) -> Answer:
    request.open().at(request.rev)
    return _token(request, "xet_read")


@route("GET", "/api/datasets/{repo}/xet-write-token/{rev}")
def xet_write_token(request: Request) -> Answer:
    request.changeable()
    return _token(request, "xet_write")


def _token(request: Request, token: str) -> Answer:
    until = int(time.time()) + 3600
    headers = {
        "X-Xet-Cas-Url": request.origin,
        "X-Xet-Access-Token": token,
        "X-Xet-Token-Expiration": str(until),
    }
    return Answer({"casUrl": request.origin, "accessToken": token, "exp": until}, headers=headers)


def _allowed(request: Request, scope: str) -> None:
    scopes = _SCOPES.get((request.headers.get("Authorization") or "").removeprefix("Bearer "))
    if scopes is None:
        raise Refused(401, "this is no token for Xet")
    if scope not in scopes:
        raise Refused(403, "a write token is needed")


@route("POST", "/v1/xorbs/default/{sha}")
def xorb(request: Request) -> Answer:
    _allowed(request, "write")
    try:
        new = request.storage.xet.keep(request.sha, request.body)
    except (ValueError, OSError) as error:
        raise Refused(400, str(error)) from error
    request.storage.received += len(request.body)
    return Answer({"was_inserted": new})


@route("POST", "/(?P<version>v[12])/shards")
def shard(request: Request) -> Answer:
    _allowed(request, "write")
    try:
        for content in request.storage.xet.register(request.body):
            request.storage.write(content)
    except (ValueError, struct.error) as error:
        raise Refused(400, str(error)) from error
    request.storage.received += len(request.body)
    return Answer({"result": 1} if request.version == "v1" else b'{"type": "result"}\n')


@route("GET", "/(?P<version>v[12])/reconstructions/{sha}")
def reconstruction(request: Request) -> Answer:
    _allowed(request, "read")
    terms = request.storage.xet.files.get(request.sha)
    if terms is None:
        raise Refused(404, "no such file")
    size = sum(term.size for term in terms)
    first, last = span(request, size) or (0, size - 1)
    ends = list(accumulate(term.size for term in terms))
    chosen = [term for term, end in zip(terms, ends, strict=True) if first < end and end - term.size <= last]
    before = sum(term.size for term, end in zip(terms, ends, strict=True) if end <= first)
    listed = [
        {"hash": term.xorb, "unpacked_length": term.size, "range": {"start": term.start, "end": term.end}}
        for term in chosen
    ]
    fetches = {xorb: [_fetch(request, xorb, chosen)] for xorb in {term.xorb for term in chosen}}
    place = "fetch_info" if request.version == "v1" else "xorbs"
    return Answer({"offset_into_first_range": first - before, "terms": listed, place: fetches})


def _fetch(request: Request, xorb: str, terms: list[Term]) -> dict[str, Any]:
    """Say where the chunks are that `terms` take from a xorb, as bytes from the first to the last."""
    start = min(term.start for term in terms if term.xorb == xorb)
    end = max(term.end for term in terms if term.xorb == xorb)
    bounds = request.storage.xet.xorbs[xorb].bounds
    chunks, inside = {"start": start, "end": end}, {"start": bounds[start], "end": bounds[end] - 1}
    url = f"{request.origin}/xorbs/{xorb}"
    if request.version == "v1":
        return {"url": url, "range": chunks, "url_range": inside}
    return {"url": url, "ranges": [{"chunks": chunks, "bytes": inside}]}


@route("GET", "/xorbs/{sha}")
def xorb_bytes(request: Request) -> Answer:
    if request.sha not in request.storage.xet.xorbs:
        raise Refused(404, "no such xorb")
    return ranged(request, request.storage.xet.xorbs[request.sha].data, {})
