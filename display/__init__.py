"""The hall sees and hears: TV boards and the voice."""
