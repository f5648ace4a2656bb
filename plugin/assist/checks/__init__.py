"""What of a sentence can be held against a source without understanding either: facts, addresses, names, words."""
