"""The key pair that says to push services who we are (VAPID, RFC 8292); it sends nothing."""

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

FILE = "push-key.pem"


class Keys:
    """One pair. Browsers subscribe with its public half: another pair ends all subscriptions."""

    def __init__(self, pair: Vapid02) -> None:
        self._pair = pair

    @property
    def public(self) -> str:
        """The public half as browsers take it (`applicationServerKey`), base64 for addresses."""
        point = self._pair.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def sign(self, audience: str, until: int, contact: str) -> dict[str, str]:
        """The headers of one request to the service `audience` (scheme and host).

        `until` is in seconds since 1970, a day from now at most; `contact` a `mailto:` or address.
        """
        claims = {"aud": audience, "exp": until, "sub": contact}
        return dict(self._pair.sign(claims))


def keys_of(private_key: str, folder: Path) -> Keys:
    """The pair of the setting, else the one kept in `folder`, made there when there is none.

    Two processes may start at once: the first file stands, and both read it.
    """
    if private_key:
        return Keys(Vapid02.from_string(private_key))
    path = folder / FILE
    if not path.exists():
        _make(path)
    return Keys(Vapid02.from_pem(path.read_bytes()))


def _make(path: Path) -> None:
    made = Vapid02()
    made.generate_keys()
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(made.private_pem())
    try:
        os.link(own, path)  # fails where another process was first
    except FileExistsError:
        pass
    finally:
        own.unlink()
