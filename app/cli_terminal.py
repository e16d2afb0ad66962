"""Where commands print, and the only place that may: nothing others wrote moves a terminal."""

from typing import Any

from rich.console import Console
from rich.text import Text

from app.core.plain import plain


class Terminal(Console):
    """Where commands print. Every string, in a table too, comes out as `plain` gives it.

    Nothing in it is markup or the name of a picture either, unless the one who prints says so.
    """

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False)

    def render_str(self, text: str, **how: Any) -> Text:
        """A string as the terminal gets it, wherever it stands in what is printed."""
        return super().render_str(plain(text), **how)
