"""Tests of queueing/ahead."""
