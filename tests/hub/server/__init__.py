"""A Hub on this machine for unpatched clients: what the real one promises them, and nothing else.

`storage` is what it holds, `routes` what it answers, `faults` what goes wrong when told to, `host` the
server around them. The clients find it by HF_ENDPOINT (see `tests/conftest.py`).
"""
