"""The road of a run, from the ask to a checked proposal."""
