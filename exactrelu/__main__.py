"""Run the command line as ``python -m exactrelu``."""

from exactrelu.cli import main

if __name__ == "__main__":
    main()
