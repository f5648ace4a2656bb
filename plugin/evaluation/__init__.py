"""What an operator tries an engine with before people meet it: attacks with a known aim, items with known facts."""
