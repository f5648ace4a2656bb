"""What must not leave: pure detection, masking and restoring."""
