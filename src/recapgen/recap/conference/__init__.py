"""Which conference a post tells of, when and where it was.

`naming` finds the names in a line: `shapes` are what they look like, `events` tells them from other words, `trimming`
takes off what stands around them. `titled` finds what a post's title leaves of one, `opening` those in its first
words, `paths` those in its path; `editions` decides between them, `parts` parts a post on several, `years`, `dates`
and `places` say when and where.
"""
