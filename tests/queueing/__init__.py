"""Tests of the rules: whose turn it is, what is legal, what a replay rebuilds."""
