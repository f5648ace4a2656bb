"""Who is calling: installs, tokens, tickets, and access to the host as the calling person."""
