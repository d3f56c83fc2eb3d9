"""The lines of an outline judged as wholes: which level of it holds the talks, and what each of its lines is.

`entries` are the lines, `roles` what each is by its own words, `weights` and `items` how much it looks like a talk;
then siblings are asked: `headings`, `lists`, `lone` lines, `fields`, headings with bare notes (`noted`); words above
lines may announce them (`announcing`). `choices` picks between the ways to take a line apart, `siblings` where only
all of them together know; `named` reads headings that are people, `below` the titles told of in the words below a
heading, `around`, `beside` and `signatures` find who spoke next to it, `settled` takes back what is no talk after
all. `judging` joins them.
"""
