"""Talks that sentences tell of.

`sentences` cuts a text, `persons` finds who is named in one, `verbs` the words by which it says that they speak, and
`actors` joins these: who speaks. `telling` finds titles that are quoted, linked or set apart (`runs`), by what stands
around them (`wording`), `announced` those that only `capitals` and the words before set apart, `signed` paragraphs
that begin with title and speaker, `spoken` talks that have no title, `rows` such paragraphs one after the other,
`labels` whose a talk is by `Speaker:`; `joined` brings a title and its speaker together, `captions` reads those of
pictures; `chinese` and `honoured` read languages whose words no spaces part.
"""
