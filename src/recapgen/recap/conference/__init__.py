"""Which conference a post tells of, when and where it was.

`naming` finds the names in a line, `opening` those in a post's first words, `paths` those in its path; `editions`
decides between them; `dates` and `places` say when and where.
"""
