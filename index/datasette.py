"""The command that opens an index in Datasette, with labels, facets and full-text search set up by `datasette.json`."""

import re
import shlex
from pathlib import Path

METADATA = Path(__file__).with_name("datasette.json")
#: Datasette calls a database by its file's name; this is the name in the metadata
_NAME = "index"


def datasette_command(path: Path) -> str:
    """What to type into a shell for the index at `path`.

    >>> datasette_command(Path("data/index.db")).startswith("datasette data/index.db --metadata ")
    True
    """
    database, metadata = shlex.quote(str(path)), shlex.quote(str(METADATA))
    if path.stem == _NAME:
        return f"datasette {database} --metadata {metadata}"
    name = re.sub(r"([&/\\])", r"\\\1", path.stem)
    change = shlex.quote(f's/"{_NAME}": {{/"{name}": {{/')
    return f"sed {change} {metadata} | datasette {database} --metadata -"
