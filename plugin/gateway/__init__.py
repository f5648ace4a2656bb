"""The only door to content: admit, locate, glance, read."""
