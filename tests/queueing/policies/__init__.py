"""Properties of every queue policy."""
