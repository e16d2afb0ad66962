"""Sealing, indexes and passwords: what is sealed opens only where it belongs."""

import os

import pytest

from app.core import security
from app.core.security import CannotUnseal, Vault


def test_what_is_sealed_opens_only_in_its_own_place() -> None:
    key = os.urandom(32)
    sealed = security.seal(key, "গোপন", "intake:1:narrative")
    assert security.unseal(key, sealed, "intake:1:narrative") == "গোপন"
    with pytest.raises(CannotUnseal):
        security.unseal(key, sealed, "intake:2:narrative")
    with pytest.raises(CannotUnseal):
        security.unseal(os.urandom(32), sealed, "intake:1:narrative")


@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 40])
def test_damaged_bytes_do_not_open(damage: bytes) -> None:
    with pytest.raises(CannotUnseal):
        security.unseal(os.urandom(32), damage, "place")


def test_one_changed_bit_is_noticed() -> None:
    key = os.urandom(32)
    sealed = bytearray(security.seal(key, "গোপন", "place"))
    sealed[-1] ^= 1
    with pytest.raises(CannotUnseal):
        security.unseal(key, bytes(sealed), "place")


def test_after_rotation_the_old_key_opens_and_the_new_one_seals() -> None:
    old, new = os.urandom(32), os.urandom(32)
    before = Vault({1: old}, b"i" * 32).seal_with_master(b"x", b"place")
    rotated = Vault({2: new, 1: old}, b"i" * 32)
    assert rotated.unseal_with_master(before, b"place") == b"x"
    after = rotated.seal_with_master(b"x", b"place")
    with pytest.raises(CannotUnseal):
        Vault({1: old}, b"i" * 32).unseal_with_master(after, b"place")


def test_the_same_text_is_sealed_differently_every_time() -> None:
    key = os.urandom(32)
    assert security.seal(key, "x", "p") != security.seal(key, "x", "p")


@pytest.mark.parametrize("keys", [{}, {1: b"short"}, {0: b"k" * 32}, {256: b"k" * 32}])
def test_a_vault_refuses_keys_that_are_none(keys: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match="data key"):
        Vault(keys, b"i" * 32)


def test_a_blind_index_depends_on_its_key() -> None:
    one, other = Vault({1: b"k" * 32}, b"i" * 32), Vault({1: b"k" * 32}, b"j" * 32)
    assert one.blind_index("+8801210000001") == one.blind_index("+8801210000001")
    assert one.blind_index("+8801210000001") != other.blind_index("+8801210000001")


def test_a_code_has_at_least_96_bits() -> None:
    assert security.CODE_BYTES * 8 >= 96
    assert len({security.new_code() for _ in range(1000)}) == 1000


def test_nobody_without_an_account_gets_in() -> None:
    assert not security.password_fits("anything", None)
    assert security.password_fits("right", security.hash_password("right"))
    assert not security.password_fits("wrong", security.hash_password("right"))


def test_a_name_without_an_account_costs_what_an_account_does() -> None:
    hasher = security.PASSWORDS.current_hasher
    assert hasher.hash("right").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not hasher.check_needs_rehash(security.NOBODYS_HASH)
