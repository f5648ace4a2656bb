"""What AI may do where: pure decisions by an editable document."""
