"""Folds Bangla and Latin writing into comparable keys; knows letters only, never what a name means.

Three keys, from strict to loose: `normalise` (the same writing), `sound` (the same word in another
spelling or script) and `skeleton` (the same consonants, for inherent vowels that Latin drops).
"""

import re
import unicodedata
from functools import lru_cache

_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
# Zero-width joiners only steer how a conjunct is drawn: with or without, it is one word.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
# Pairs that official Bangla texts themselves mix, and that a caller's spelling cannot tell apart.
_BANGLA_PAIRS = str.maketrans({"ণ": "ন", "ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ৎ": "ত"})
_APOSTROPHES = re.compile(r"['’‘`´]")
_NOT_WORD = re.compile(r"[^0-9a-z\u0980-\u09ff]+")
_BANGLA = re.compile(r"[\u0980-\u09ff]")

_VIRAMA, _NUKTA = "্", "়"
_CONSONANTS = {
    "ক": "k", "খ": "kh", "গ": "g", "ঘ": "gh", "ঙ": "ng", "চ": "ch", "ছ": "chh", "জ": "j",
    "ঝ": "jh", "ঞ": "n", "ট": "t", "ঠ": "th", "ড": "d", "ঢ": "dh", "ণ": "n", "ত": "t",
    "থ": "th", "দ": "d", "ধ": "dh", "ন": "n", "প": "p", "ফ": "f", "ব": "b", "ভ": "bh",
    "ম": "m", "য": "j", "র": "r", "ল": "l", "শ": "sh", "ষ": "sh", "স": "s", "হ": "h",
}  # fmt: skip
_WITH_NUKTA = {"য": "y", "ড": "r", "ঢ": "r"}
_VOWELS = {
    "অ": "o", "আ": "a", "ই": "i", "ঈ": "i", "উ": "u", "ঊ": "u", "ঋ": "ri", "এ": "e",
    "ঐ": "oi", "ও": "o", "ঔ": "ou",
}  # fmt: skip
_SIGNS = {
    "া": "a", "ি": "i", "ী": "i", "ু": "u", "ূ": "u", "ৃ": "ri", "ে": "e", "ৈ": "oi",
    "ো": "o", "ৌ": "ou",
}  # fmt: skip
# Clusters that are spoken otherwise than written: kkh, gg, the glide w, the y below a letter.
_CLUSTERS = (("ক্ষ", "খ"), ("জ্ঞ", "গ"), ("ওয়া", "বা"), ("ওয়ে", "বে"), ("্য", "্য়"))
_OTHERS = {"ং": "ng", "ঃ": "", "ঁ": "n", "ৎ": "t"}

# Latin letters that stand for the same Bangla sound, longest first.
_SOUNDS = (
    ("ksh", "k"), ("kkh", "k"), ("chh", "C"), ("ch", "C"), ("sh", "s"), ("ph", "f"), ("kh", "k"),
    ("gh", "g"), ("jh", "j"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("ck", "k"), ("x", "ks"),
    ("q", "k"), ("z", "j"), ("v", "b"), ("w", "b"), ("c", "k"), ("C", "c"),
    ("ee", "i"), ("oo", "u"), ("y", "i"), ("e", "i"), ("o", "a"),
)  # fmt: skip
# "w" closes a diphthong (Kawkhali), "c" hisses before e and i (City), final "rh" is ঢ় (Panchagarh).
_SOFT = (
    (re.compile(r"w(?![aeiou])"), "u"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"rh(?![aeiou])"), "r"),
)
_DOUBLED = re.compile(r"(.)\1+")


def normalise(text: str) -> str:
    """Give `text` as lower-case words with Latin digits, one space apart, NFC, joiners dropped.

    NFC writes য় ড় ঢ় as letter and dot, so both spellings of the same letter become one. Control
    characters, punctuation and everything that is neither Latin nor Bangla become spaces.
    """
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).translate(_DIGITS).lower()
    return " ".join(_NOT_WORD.sub(" ", _APOSTROPHES.sub("", text)).split())


def is_bangla(text: str) -> bool:
    """Say whether any Bangla letter or sign stands in `text`."""
    return _BANGLA.search(text) is not None


def romanise(word: str) -> str:
    """Write one normalised Bangla word in Latin letters, inherent vowels as "o", none at the end.

    The spelling serves comparing only; it is never shown as anybody's name.
    """
    for cluster, plain in _CLUSTERS:
        word = word.replace(cluster, plain)
    letters: list[str] = []
    open_consonant = False  # a consonant whose inherent vowel has neither been written nor killed
    for at, sign in enumerate(word):
        if sign == _NUKTA:
            if at and word[at - 1] in _WITH_NUKTA:
                letters[-1] = _WITH_NUKTA[word[at - 1]]
                # A y after a vowel closes it and is spoken without one of its own (Raypur, Koyra).
                open_consonant = letters[-1] != "y"
            continue
        if sign == _VIRAMA or sign in _SIGNS:
            letters.append(_SIGNS.get(sign, ""))
            open_consonant = False
            continue
        if open_consonant and (sign in _CONSONANTS or sign in _VOWELS or sign in _OTHERS):
            letters.append("o")
        open_consonant = sign in _CONSONANTS
        letters.append(_CONSONANTS.get(sign) or _VOWELS.get(sign) or _OTHERS.get(sign, sign))
    return "".join(letters)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Give the sound key of one normalised word: aspirates, sibilants and like vowels made one."""
    if is_bangla(word):
        word = romanise(word.translate(_BANGLA_PAIRS))
    for pattern, key in _SOFT:
        word = pattern.sub(key, word)
    for letters, key in _SOUNDS:
        word = word.replace(letters, key)
    return _DOUBLED.sub(r"\1", word) if word.isalpha() else word


@lru_cache(maxsize=65536)
def skeleton(key: str) -> str:
    """Give the consonants of a sound key, with "a" in front when the word opens with a vowel."""
    bare = key.translate(str.maketrans("", "", "aiu"))
    return _DOUBLED.sub(r"\1", "a" + bare if key[:1] in "aiu" else bare)


def distance(one: str, two: str, limit: int) -> int:
    """Count the edits (insert, drop, change, swap neighbours) between two words.

    Gives `limit + 1` as soon as more than `limit` are certain (optimal string alignment).
    """
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
