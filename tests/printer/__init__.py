"""Tests of printer/."""
