"""Keep one engine's bad day from becoming everybody's: circuit breakers and places, per tenant and engine."""
