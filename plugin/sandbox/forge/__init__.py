"""The site's other door: Forge's keys, tokens, frames and events, played on this machine (Forge Remote essentials)."""
