"""Talks that sentences tell of.

`sentences` says who does something in one, `labels` whose a talk is by `Speaker:`; `telling` finds titles that are
quoted, linked or set apart (`runs`), by what stands around them (`wording`), `announced` those that only capitals
and the words before set apart, `spoken` talks that have no title; `joined` brings a title and its speaker together,
`captions` reads those of pictures; `chinese` and `honoured` read languages whose words no spaces part.
"""
