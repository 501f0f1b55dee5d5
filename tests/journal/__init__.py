"""The journal on both stores: every journal made here is run through the invariants."""
