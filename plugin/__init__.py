"""Vouch: AI panels inside Jira and Confluence that people can check."""
