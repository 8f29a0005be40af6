"""Photos as Telegram takes them: by their file's beginning, for nothing here needs to see them."""

import struct
from typing import Any

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.people import Json

MAX_BYTES = 10 * 1024 * 1024
#: width and height together
MAX_SIDES = 10_000
#: how often one side may hold the other
MAX_RATIO = 20

_PNG = b"\x89PNG\r\n\x1a\n"


def read_photo(file: Any) -> list[Json]:
    """The sizes in which Telegram keeps an uploaded photo; here only its own.

    Raises:
        ApiError: there is no file, or Telegram would not take it.
    """
    if not isinstance(file, bytes) or not file:
        raise bad_request("there is no photo in the request")
    if len(file) > MAX_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    if not file.startswith(_PNG) or file[12:16] != b"IHDR" or b"IEND" not in file[-12:]:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", file[16:24])
    if width + height > MAX_SIDES or max(width, height) > MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    unique = f"{len(file)}-{width}-{height}"
    return [{"file_id": unique, "file_unique_id": unique, "width": width, "height": height, "file_size": len(file)}]
