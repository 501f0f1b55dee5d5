"""The kiosk's tests: routes over the real rules, the search, the page in a real browser."""
