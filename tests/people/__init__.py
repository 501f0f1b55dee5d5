"""The people's tests."""
