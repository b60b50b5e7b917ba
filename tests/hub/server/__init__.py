"""A Hub on this machine for unpatched clients: what the real one promises them, and nothing else.

`storage` is what it holds, `routes` what it answers, `xet` and `xet_routes` the same for content that moves by
Xet, `faults` what goes wrong when told to, `host` the server around them. The clients find it by HF_ENDPOINT
(see `tests/hub/address.py`). Whether content moves by Xet or by LFS is the client's choice, here as there.
"""
