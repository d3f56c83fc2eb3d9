"""The site for machines: JSON Feed, iCalendar, JSON-LD, frab's schedule.json, a record beside each page, `_headers`.

Each module turns the records of one page into one format, as plain dictionaries or as bytes; none knows of the others.
What they have in common stands in `common`. What each file holds is written down in docs/formats.md.
"""
