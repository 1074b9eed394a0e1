"""The rules of threads: who may do what, which rows are in sight, which text may be read."""
