"""Reading out in bulk: the rows of one statement as typed Arrow, mapped from a private file.

A *layout* says what the rows become; its name crosses to where the reading is done. SQLite is read
by a child process (`python -m evalwidgets.store.bulk`), because its Arrow driver brings a SQLite of
its own, and two of them in one process drop each other's locks. PostgreSQL is read in place. Either
way the rows stream through in batches, so that memory stays flat, and what comes back is a file
that lives as long as somebody uses its data.

The door is `evalwidgets.store.bulk.parent`; nothing is imported here, for the child's sake.
"""
