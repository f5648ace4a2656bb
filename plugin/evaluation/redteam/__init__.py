"""Attacks planted in items, an engine that obeys them, and what must not reach a person whatever it answers."""
