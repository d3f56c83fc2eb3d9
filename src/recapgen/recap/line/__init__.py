"""One line taken apart, without what stands around it.

`byline` gives all the ways in which it may be title and speakers, `people` the persons and organizations of a list of
names, `titles` a title without what is no part of it, `days` the day that a line names.
"""
