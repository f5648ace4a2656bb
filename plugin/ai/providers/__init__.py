"""The vendors' interfaces behind one protocol; each SDK is an extra and is imported only where it is configured."""
