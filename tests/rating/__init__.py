"""The rating pad: verb, picture, page."""
