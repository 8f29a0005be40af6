"""`planbot` and `python -m bot`, which are the same: looks whether everything is installed before it is loaded."""

import sys

from bot import needs


def main() -> int:
    """Run the command that was given; the exit status."""
    if packages := needs.missing():
        sys.stderr.write(f"planbot: {needs.told(packages)}\n")
        return 2
    from bot.cli import main as run  # loads the packages that were looked for

    return run()


if __name__ == "__main__":
    sys.exit(main())
