"""The human decision: edit, diff, apply, undo."""
