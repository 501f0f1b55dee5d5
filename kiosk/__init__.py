"""The kiosk: where a citizen takes a ticket, and the citizen's own page of it on the phone."""
