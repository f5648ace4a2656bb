"""What categorising needs beside the road: what there is to choose from, what was learned, and what people corrected.

`choosing` prepares a run, `descriptions` is what administrators say of values, `learning` refreshes models in the
background, `lessons` remembers what people took and rejected, and `models` keeps all of it in the store.
"""
