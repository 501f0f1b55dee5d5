"""The dashboard: a manager watches the hall live."""
