"""One detector a file; each finds one kind of value in plain text."""
