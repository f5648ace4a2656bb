"""How much a text looks like instructions to an engine: a hint for who decides and a count, never a defence."""
