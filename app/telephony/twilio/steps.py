"""Step numbers in the addresses that we hand out; a longer number is no address of ours."""

from starlette.convertors import Convertor


class StepConvertor(Convertor[int]):
    """`{name:step}` in a route: nine digits at most, which fit where steps are kept.

    The library's own `int` takes any length: thousands of digits are an error inside the router,
    before anybody has looked at a signature.
    """

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """As it stands in an address."""
        return str(value)
