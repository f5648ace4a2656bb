"""Talks to Atlassian; knows nothing of the plugin."""
