"""The development server: the site in memory, shown while it is written."""
