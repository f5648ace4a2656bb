"""The append-only record: hash-chained, verifiable offline, without content."""
