"""The languages' tests."""
