"""Publishing a study: a typed, documented, append-only dataset, in a folder or on the Hugging Face Hub.

`layout` says what the dataset consists of, `dress` what of it may leave the house (pseudonyms, withheld
columns), `pack` makes shards of it, `card` its README. `folder` writes all of it to a disk. `push`
brings what is new to the Hub, over `client`, by the ledger in `store.parcels`.
"""
