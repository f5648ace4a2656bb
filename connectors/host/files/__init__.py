"""Attached files as text: what they are by their content, plain text, and PDFs read by a process of their own."""
