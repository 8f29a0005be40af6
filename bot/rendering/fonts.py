"""Where the font for pictures is: Noto Sans SC, which the package textflowkit-fonts carries inside itself (OFL-1.1).

Nothing is looked for on the machine or in the network, so that a picture looks the same everywhere.
"""

import importlib.util
from pathlib import Path

PACKAGE = "textflowkit_fonts"
#: within the package; one file with every weight from 100 to 900
FILE = Path("fonts", "NotoSansSC.ttf")


def font_path() -> Path | None:
    """The font's file; None where the package is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    paths = (Path(folder) / FILE for folder in folders or ())
    return next((path for path in paths if path.is_file()), None)
