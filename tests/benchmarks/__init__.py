"""What a page costs, compared with the least it can cost: ``python -m tests.benchmarks``."""
