"""Sealing, blind indexes, codes and password hashes; must not know what is being protected."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

NONCE_BYTES = 12
KEY_BYTES = 32
CODE_BYTES = 16
"""A one-tap code carries 128 random bits (the rule asks for at least 96)."""

PASSWORDS = PasswordHash((Argon2Hasher(),))
"""How passwords are hashed wherever people sign in."""
NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$"
    "UvEeI6Bwibb1xDLA/WuR0A$N48d7Me/deyl4jPwKXz6XyzqWkxLcB4zrkcD5cB/Cw8"
)
"""Of a password that nobody kept, at the cost of `PASSWORDS`: what a name without an account is
measured against. Written down, since to make one takes every process's start 0.2 s of processor."""
_passwords = [PASSWORDS]


class CannotUnseal(Exception):
    """A sealed value doesn't open: wrong key, wrong place or damaged bytes."""


class Vault:
    """Opens and seals personal data: AES-GCM-SIV (RFC 8452) with key ids and associated data.

    `keys` maps key id (1 to 255) to 32 bytes; the first one seals, all of them open.
    `index_key` makes blind indexes. Data keys are random, one an incident and one a child,
    stored wrapped by a master key, so that forgetting a data key erases what it sealed.
    """

    def __init__(self, keys: Mapping[int, bytes], index_key: bytes) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError("data keys must be 32 bytes each, and there must be one")
        if any(not 0 < key_id < 256 for key_id in keys):
            raise ValueError("a data key's id is a number from 1 to 255")
        self._masters = {key_id: AESGCMSIV(key) for key_id, key in keys.items()}
        self._first = next(iter(keys))
        self._index_key = index_key

    def new_data_key(self, owner: bytes) -> tuple[bytes, bytes]:
        """A fresh data key for the row named `owner` (its id): (key, wrapped key to store)."""
        key = os.urandom(KEY_BYTES)
        return key, self.seal_with_master(key, b"data-key:" + owner)

    def unwrap(self, wrapped: bytes, owner: bytes) -> bytes:
        """The data key of the row named `owner`. Raises CannotUnseal."""
        return self.unseal_with_master(wrapped, b"data-key:" + owner)

    def seal_with_master(self, plain: bytes, place: bytes) -> bytes:
        """`plain` sealed by the first master key and bound to `place`: key id, nonce, text."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._masters[self._first].encrypt(nonce, plain, place)
        return bytes((self._first,)) + nonce + sealed

    def unseal_with_master(self, sealed: bytes, place: bytes) -> bytes:
        """What `seal_with_master` sealed for `place`. Raises CannotUnseal."""
        master = self._masters.get(sealed[0]) if sealed else None
        if master is None:
            raise CannotUnseal("sealed with a key that is not configured")
        return _open(master, sealed[1:], place)

    def blind_index(self, value: str) -> bytes:
        """A keyed digest that finds equal values without telling them (HMAC-SHA-256)."""
        return hmac.digest(self._index_key, value.encode(), "sha256")


def seal(data_key: bytes, plain: str, place: str) -> bytes:
    """`plain` sealed under a row's own data key and bound to `place` (table.column:row)."""
    return seal_bytes(data_key, plain.encode(), place)


def seal_bytes(data_key: bytes, plain: bytes, place: str) -> bytes:
    """The same for what is no text."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCMSIV(data_key).encrypt(nonce, plain, place.encode())


def unseal(data_key: bytes, sealed: bytes, place: str) -> str:
    """What `seal` sealed for `place`. Raises CannotUnseal."""
    return unseal_bytes(data_key, sealed, place).decode()


def unsealer(data_key: bytes) -> Callable[[bytes, str], str]:
    """`unseal` for several things under one data key: to make ready for a key costs as much."""
    cipher = AESGCMSIV(data_key)
    return lambda sealed, place: _open(cipher, sealed, place.encode()).decode()


def unseal_bytes(data_key: bytes, sealed: bytes, place: str) -> bytes:
    """What `seal_bytes` sealed for `place`. Raises CannotUnseal."""
    return _open(AESGCMSIV(data_key), sealed, place.encode())


def keyed_digest(data_key: bytes, content: bytes) -> bytes:
    """A digest of bytes that only whoever has the data key can compare (HMAC-SHA-256)."""
    return hmac.digest(data_key, b"digest:" + content, "sha256")


def _open(cipher: AESGCMSIV, sealed: bytes, place: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal("does not open") from error


_vault: list[Vault] = []


def use_vault(vault: Vault) -> None:
    """Set the process's vault; the front, back and side door each do so once."""
    _vault[:] = [vault]


def vault() -> Vault:
    """The process's vault. Raises RuntimeError before `use_vault`."""
    if not _vault:
        raise RuntimeError("no vault: wiring must call use_vault first")
    return _vault[0]


class SealedText(TypeDecorator[str]):
    """A text column sealed by the master key and bound to its table and column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str = "") -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:
        """Seal on the way in."""
        if value is None:
            return None
        return vault().seal_with_master(value.encode(), self.place.encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:
        """Open on the way out."""
        if value is None:
            return None
        return vault().unseal_with_master(value, self.place.encode()).decode()


def new_code() -> str:
    """A one-time code for a link: 128 random bits, safe in an address."""
    return secrets.token_urlsafe(CODE_BYTES)


def digest(secret: str, purpose: str, value: str) -> bytes:
    """What is stored instead of `value`: HMAC-SHA-256 under the secret key, by purpose."""
    return hmac.digest(secret.encode(), f"{purpose}:{value}".encode(), "sha256")


def fingerprint(value: bytes) -> bytes:
    """A plain SHA-256, for telling equal bytes apart from different ones."""
    return hashlib.sha256(value).digest()


def use_passwords(made: PasswordHash) -> None:
    """Hash passwords this way from now on; the product never calls it, tests at a lower cost do."""
    _passwords[:] = [made]


def hash_password(password: str) -> str:
    """An argon2id hash to store. Slow on purpose: call it in a thread."""
    return _passwords[0].hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether `password` fits; takes as long when there is no such account."""
    return _passwords[0].verify(password, stored or NOBODYS_HASH) and stored is not None
