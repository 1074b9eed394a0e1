"""The journal: texts that nobody but their author reads, until a copy of one is shared."""
