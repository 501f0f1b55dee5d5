"""The rating pad: a citizen says how the service was."""
