"""The only fakes there are: clock, printer, LED board, pads."""
