"""The officer at the counter: verbs, picture, page."""
