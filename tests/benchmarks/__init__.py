"""What a page costs, beside what it must cost: ``python -m tests.benchmarks``."""
