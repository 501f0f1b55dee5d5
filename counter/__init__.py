"""The counter: an officer calls, serves, holds, transfers."""
