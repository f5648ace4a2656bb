"""Two versions of a page beside each other.

`units` takes them apart, `alike` tells which pieces resemble each other, `align` says what became of each, `weight` how
much that matters, `words` shows it word by word. Pure, on the standard library's `difflib`.
"""
