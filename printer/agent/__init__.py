"""The agent: a program at a kiosk PC that drives what hangs on that PC – the printer, keypads, the
speakers – for the hall. `python -m printer`; docs/agent.md.
"""
