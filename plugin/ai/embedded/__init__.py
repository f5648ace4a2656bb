"""The embedded engine: an extractive summariser that runs in this process and needs no network.

It selects sentences, so each sentence of its answer is its own citation. `sentences` and `candidates` read the
document, `vectors` and `features` describe it, `scoring` weighs (coefficients made by `train`), `select` fills a word
budget without repetition, `sections` puts what was selected under headings that come from structure, and `engine`
is the port's implementation.
"""
