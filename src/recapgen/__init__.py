"""recapgen turns conference recaps into a linked, searchable static website.

>>> from recapgen import __version__
"""

__version__ = "0.1.0"
