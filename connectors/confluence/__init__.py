"""Confluence: pages and blog posts as documents, permissions, storage format, classification levels."""
