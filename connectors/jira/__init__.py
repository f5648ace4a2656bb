"""Jira: issues as documents, permissions."""
