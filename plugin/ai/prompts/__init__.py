"""Prompts as files with a version and a checksum, and how the text of an item is laid out for a model."""
