"""The lines of an outline judged as wholes: which level of it holds the talks, and what each of its lines is.

`entries` says what each line is by its own words, `weights` how much it looks like a talk; then siblings are asked:
`headings`, `lists`, `lone` lines, `fields`, headings with bare notes (`noted`); words above lines may announce them
(`announcing`). `choices` picks between the ways to take a line apart; `around`, `beside` and `signatures` find who
spoke next to it, `settled` takes back what is no talk after all. `judging` joins them.
"""
