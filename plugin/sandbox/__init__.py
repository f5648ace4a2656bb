"""A stand-in Atlassian site for the demo, development and tests. It shares no code with the product."""
