"""What the stand-in site holds: an invented freight company's people, projects and issues.

`people.toml` and `projects.toml` say who there is and who may see what; `issues/<KEY>.md` holds one issue with its
thread. `issue_file.py` gives the form of those files, `adf_inline.py` and `adf_builder.py` that of the texts.
Everything in here is invented; addresses, numbers and keys are test values or stand in ranges kept for examples.
"""
