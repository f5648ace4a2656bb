"""How the server does: health, engines and keys, as administrators see them; never a secret."""
