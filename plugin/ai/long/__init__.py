"""What does not fit into one call: read part by part into notes, which take the parts' places in the last call."""
