"""What the embedded engine makes of a page: its summary, the changes between two versions, a digest.

`structure` reads what the page's form says (headings of a known kind, decision elements, tasks, tables of actions),
`threads` reads who answered whom in the comments. Nothing here guesses from topics: what has no form is prose.
"""
