"""One line taken apart, without what stands around it.

`byline` gives all the ways in which it may be title and speakers (`parse`): by signs that part them (`parted`), by
marks (`marked`), in languages without spaces (`signs`). `people` finds the persons and organizations of a by-line:
`pieces` cuts it at its signs, `another` says which piece is a person of its own, `employed` what the others say of
one, `glued` what stands beside a name with no sign between. `casting` finds those with whom a text begins, `names`
says what tells a name from other words; `titles` leaves a title without what is no part of it, `resources` are words
that only say what one can look at, `days` finds the day that a line names.
"""
