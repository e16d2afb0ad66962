"""How people write the name of a place; gives words to search by, never names to show."""

import re

from app.geo.fold import normalise

# The five districts respelt by the cabinet on 2 April 2018, and spellings long in use beside the
# official ones. Each pair stands wherever the word stands (Jashore Sadar = Jessore Sadar).
_OLD_SPELLINGS = {
    "Barishal": ("Barisal",),
    "Bogura": ("Bogra",),
    "Chattogram": ("Chittagong",),
    "Cumilla": ("Comilla",),
    "Jashore": ("Jessore",),
    "Brahmanbaria": ("B Baria", "Bbaria"),
    "Chapainababganj": ("Chapai Nawabganj", "Nawabganj", "Chapai"),
    "Cox's Bazar": ("Coxs Bazar", "Cox Bazar"),
    "Dhaka": ("Dacca",),
    "Jhalokati": ("Jhalakathi", "Jhalakati"),
    "Jhenaidah": ("Jhenidah", "Jhinaidah"),
    "Khagrachhari": ("Khagrachari",),
    "Lakshmipur": ("Laxmipur", "Lokkhipur"),
    "Moulvibazar": ("Maulvibazar", "Moulovibazar"),
    "Munshiganj": ("Bikrampur",),
    "Mymensingh": ("Moymonsingh", "Maimansingh"),
    "Netrakona": ("Netrokona",),
    "Rangamati": ("Rangamatee",),
    "Tangail": ("Tangayil",),
}
_OLD_BANGLA = {"চট্টগ্রাম": ("চিটাগং", "চাটগাঁ"), "ময়মনসিংহ": ("মোমেনশাহী",)}
_NASAL = "ঁ"
"""The sign for a nasal vowel, which many leave out (চাপাইনবাবগঞ্জ)."""
_PARENTHESIS = re.compile(r"^(?P<name>.*?)\s*\((?P<inner>[^)]*)\)\s*$")
_MODEL = re.compile(r"\s+(Model|মডেল)$")
_KIND_WORD = re.compile(r"\s+(City Corporation|Paurashava|সিটি কর্পোরেশন|পৌরসভা)$")


def other_names(name: str) -> tuple[str, ...]:
    """Give the names a caller may use for the place written `name`; without `name` itself.

    An old spelling for a new one, a bracketed second name, a name without its "Model" or kind,
    a Bangla name without its nasal signs.
    A remark in brackets such as "(part)" is dropped and is no name.
    """
    found: dict[str, None] = {}
    bracketed = _PARENTHESIS.match(name)
    stems = [name]
    if bracketed:
        stems.append(bracketed["name"])
        if "part" not in bracketed["inner"].lower():
            stems.append(bracketed["inner"])
    for stem in list(stems):
        stems.extend(p.sub("", stem) for p in (_MODEL, _KIND_WORD) if p.search(stem))
    for stem in stems:
        found[stem] = None
        for new, olds in (*_OLD_SPELLINGS.items(), *_OLD_BANGLA.items()):
            if new in stem:
                found.update((stem.replace(new, old), None) for old in olds)
        if _NASAL in stem:
            found[stem.replace(_NASAL, "")] = None
    found.pop(name, None)
    return tuple(found)


_MOST_LETTERS = 80
_PIECES = re.compile(r"\d+|[^\d\s]+")
_KIND_WORDS = {
    normalise(word): kind
    for kind, words in {
        "division": ("division", "বিভাগ", "bibhag"),
        "district": ("district", "জেলা", "zila", "zilla", "jela"),
        "upazila": ("upazila", "upazilla", "উপজেলা", "upojela"),
        "thana": ("thana", "থানা"),
        "union": ("union", "ইউনিয়ন"),
        "paurashava": ("paurashava", "pourashava", "pourosova", "পৌরসভা"),
        "ward": ("ward", "ওয়ার্ড"),
    }.items()
    for word in words
}
_NOISE = frozenset(
    normalise(word)
    for word in (
        *("no", "nong", "নং", "number", "নম্বর", "the", "of"),
        *("mahalla", "mohalla", "moholla", "মহল্লা"),
    )
)


def telling_words(text: str) -> tuple[list[str], str | None]:
    """Give the words of a name or query without kind words and noise, and the kind it names.

    Only the first 80 letters count. A text of nothing but such words keeps them and names no kind.
    """
    words = [
        piece.lstrip("0") or "0" if piece.isdigit() else piece
        for piece in _PIECES.findall(normalise(text[:_MOST_LETTERS]))
    ]
    telling = [word for word in words if word not in _KIND_WORDS and word not in _NOISE]
    kinds = [_KIND_WORDS[word] for word in words if word in _KIND_WORDS]
    return telling or words, kinds[-1] if kinds and telling else None
