"""The HTTP face: pages, API, headers, errors."""
