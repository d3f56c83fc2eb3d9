"""Which conference a post tells of, when and where it was.

`naming` finds the names in a line, `titled` what a post's title leaves of one, `opening` those in its first words,
`paths` those in its path; `editions` decides between them, `parts` parts a post on several, `years`, `dates` and
`places` say when and where.
"""
