"""How well the search finds known threads: ``python -m tests.search_quality``.

Known items are made from an archive by rule, seeded, so that the same archive always gives the
same ones. A thread is drawn whose title some word sets apart, and asked for in eight ways. Half of
the threads are for *tuning*: weights may be chosen on them. What is told are the figures of the
others, whose question frames are others as well.

A hit counts by its thread: its place is that of the first hit of the thread on the first page. The
imported archive and the indexes are kept in the temporary folder (``--cache``): after a change of
what an index holds, ``--anew`` builds it again, and so does a new ``INDEX_VERSION``.
"""
