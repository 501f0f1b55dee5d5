"""Stories: whole mornings through a real server, told in the words of the hall."""
