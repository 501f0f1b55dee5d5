"""The voice of the hall: numbers into words, words into clips, a call into an announcement."""
