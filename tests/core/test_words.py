"""Words on screens: both languages, both digit sets, loud in tests and calm in production."""

import pytest

from app.core.words import LANGUAGES, Words, WordsAreMissing, digits, read_all, words


def test_every_catalogue_is_read_and_both_hold_the_same_keys() -> None:
    read_all()
    bangla, english = (words(language)._own.keys() for language in LANGUAGES)
    assert set(bangla) == set(english)


def test_numbers_are_said_in_the_digits_of_the_language() -> None:
    assert digits("1098 at 21:55", "bn") == "১০৯৮ at ২১:৫৫"
    assert digits("1098", "en") == "1098"
    assert "১০০১" in words("bn").t("text.alert", task=1001, urgency="", place="", link="1")
    assert words("bn").t("text.alert", task=1, urgency="", place="", link="a1").endswith("a1")


def test_an_unknown_language_reads_bangla() -> None:
    assert words("xx") is words("bn")


def test_a_missing_word_is_loud_in_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "strict", True)
    with pytest.raises(WordsAreMissing):
        words("bn").t("no.such.key")


def test_a_missing_word_falls_back_to_english_and_then_to_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Words, "strict", False)
    said = Words("bn", {}, {"known": "Known {n}"})
    assert said.t("known", n=3) == "Known ৩"
    assert said.t("unknown") == "unknown"
