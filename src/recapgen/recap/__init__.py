"""Understanding a recap: from the tokens of a post to the conferences and sessions that it tells of.

Pure functions; nothing here reads a post's file, renders HTML or knows of the site's pages.

>>> from recapgen.recap.reading import Facts, Reading
"""

from recapgen.recap.reader import read

__all__ = ["read"]
