"""What makes a long item affordable: notes that are kept, and what engines say of our estimate of tokens."""
