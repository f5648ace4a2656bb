"""National ids, one country a file: the form in which they are written and the arithmetic of their check digits."""
