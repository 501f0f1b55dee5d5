"""The web's tests."""
