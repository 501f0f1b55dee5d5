"""Benchmarks: each module a command that prints a table of ratios measured in one run."""
