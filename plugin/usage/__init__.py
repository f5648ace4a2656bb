"""Usage events by the names of the metrics, with keyed-hash actors."""
