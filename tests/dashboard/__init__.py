"""The dashboard: calls, picture, page."""
