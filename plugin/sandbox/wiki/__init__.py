"""The stand-in site's Confluence: spaces, pages and comments, its REST under `/wiki`, and its pages for people."""
