"""The lines of an outline judged as wholes: which level of it holds the talks, and what each of its lines is.

`entries` says what a line is; `gathering` finds them all: `roles` is what each is by its own words, `linking` by where
it leads, `comparing` by the other lines, `missed` by what announces it; `signing` finds lines of names below titles,
`nesting` what stands under what. `apart` takes the lines apart.

`weights` and `items` say how much each looks like a talk; then siblings are asked: `headings`, `lists`, `lone` lines,
`fields`, headings with bare notes (`noted`); words above lines may announce them (`announcing`). `choices` picks
between the ways to take a line apart, `siblings` where only all of them together know; `named` reads headings that are
people, `below` the titles told of in the words below a heading, `around`, `beside` and `signatures` find who spoke
next to it, `settled` takes back what is no talk after all. `judging` joins them.
"""
