"""What the whole of a post comes to: its title, whether it is a recap, and its sessions.

`heads` makes sessions of the lines that head one, `told` of words and of the rows of `tables`, `attributes` and
`stated` of what its writer states; `sessions` joins them, `days` counts their days. `title` finds the post's own
title, `likelihood` says whether it is a recap, `to_come` whether it was written before its event.
"""
