"""A post as its parts, one after the other: what comes first, whatever it was written in. Nothing here knows of talks.

`blocks` says what its parts are. `tokens` makes the outline of Markdown (`paragraphs`: the forms that a paragraph may
have, `text`: the words of each block, and what is set apart in them), `markup` of HTML in it, `plain` of bare text
(`lines`: what its lines are to each other); `restructured` and `asciidoc` turn these formats into Markdown; `wrapping`
finds line ends that mean nothing, `headed` lone lines that are headings, `numbering` figures that only count headings,
`destinations` says what links lead to, and `archive` parts a file that holds several posts.
"""
