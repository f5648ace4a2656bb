"""Suggestions of categories (type, priority, labels, components), learned from what people have already chosen.

`examples` holds what goes in and `suggestions` what comes out, `space` turns texts into hashed TF-IDF vectors,
`machine` fits the weights, `calibration` makes probabilities of scores, `learning` joins them to a `model`, `evidence`
names the segments that speak for a value, and `arrays` keeps a model as versioned arrays. `naming` suggests by names
and descriptions, where there is no history.
"""
