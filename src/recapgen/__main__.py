"""`python -m recapgen`."""

from recapgen.cli import main

if __name__ == "__main__":
    main()
