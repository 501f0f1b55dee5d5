"""The engines' tests."""
