"""Makes of a file that calls itself a photo a plain small JPEG, or refuses it; it keeps nothing.

What a phone sends is never kept as it came: it is decoded and encoded anew, so that no place, no
time, no name of a telephone (EXIF, XMP, comments) and nothing hidden behind the picture is left.
"""

from io import BytesIO
from typing import Final

from PIL import Image, UnidentifiedImageError

from app.core.errors import InputIsInvalid

LARGEST_BYTES: Final = 200 * 1024
LARGEST_SIDE: Final = 1280
"""What the field app makes of a picture itself; more is no phone of ours."""
_START: Final = b"\xff\xd8\xff"
_QUALITY: Final = 80
_MODES: Final = ("RGB", "L")


def cleaned(data: bytes) -> bytes:
    """The picture alone, as a baseline JPEG. Raises InputIsInvalid naming `data`.

    Takes a few hundredths of a second: call it outside of the event loop.
    """
    if len(data) > LARGEST_BYTES:
        raise InputIsInvalid("A photo has 200 KiB at most.", field="data")
    if not data.startswith(_START):
        raise InputIsInvalid("Only a JPEG is a photo here.", field="data")
    try:
        with Image.open(BytesIO(data), formats=("JPEG",)) as picture:
            if max(picture.size) > LARGEST_SIDE or picture.mode not in _MODES:
                raise InputIsInvalid("A photo has 1280 points a side at most.", field="data")
            picture.load()
            return _encoded(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise InputIsInvalid("This photo can't be read.", field="data") from error


def _encoded(picture: Image.Image) -> bytes:
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    made = BytesIO()
    bare.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
