"""Places as administrators see them: the list that is kept, its pages, and its refresh from Atlassian."""
