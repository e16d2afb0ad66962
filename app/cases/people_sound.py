"""How a person's name sounds, in Bangla or Latin letters: keys to compare by; never shown, no rule.

Built on the folding of place names (app/geo/fold.py), with what names of people add: titles that
say nothing, words that half the country bears, letters written and not spoken.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from app.geo.fold import is_bangla, normalise, skeleton, sound

_TITLES: Final = (
    *("মোঃ", "মো", "মোহাম্মদ", "মোহাম্মাদ", "মুহাম্মদ", "মুহাম্মাদ", "মোহাঃ", "মোছাঃ", "মোছা", "মোসাঃ", "মোসা"),
    *("মোছাম্মৎ", "মোসাম্মৎ", "মোসাম্মাৎ", "মোছাম্মাৎ", "শ্রী", "শ্রীমতি", "শ্রীমতী", "জনাব", "মৃত", "মরহুম"),
    *("মরহুমা", "হাজী", "হাজি", "আলহাজ্ব", "ডাঃ", "ডা", "মি", "বেগম", "সৈয়দ", "সৈয়দা", "কাজী", "শেখ"),
    *(
        "md",
        "mo",
        "mohd",
        "mohammad",
        "mohammed",
        "muhammad",
        "mohammod",
        "muhammed",
        "mst",
        "mosa",
    ),
    *("mosammat", "musammat", "most", "mosammot", "mossammat", "sri", "sree", "shri", "srimati"),
    *("mr", "mrs", "ms", "late", "haji", "hazi", "alhaj", "dr", "begum", "begom", "syed", "syeda"),
    *("kazi", "sheikh", "shekh", "sk"),
)
"""Titles and forms of address; also the names that are borne like one."""
_COMMON: Final = (
    *("খাতুন", "আক্তার", "আখতার", "আকতার", "বিবি", "মিয়া", "মিঞা", "ইসলাম", "হোসেন", "হোসাইন", "হুসাইন"),
    *("আলী", "আলি", "রহমান", "উদ্দিন", "উদ্দীন", "আহমেদ", "আহমদ", "হক", "খান", "দাস", "রানী", "রাণী"),
    *("সরকার", "চৌধুরী", "মণ্ডল", "মন্ডল", "শিকদার", "হাওলাদার", "তালুকদার", "সুলতানা", "পারভীন", "পারভিন"),
    *(
        "khatun",
        "akter",
        "aktar",
        "akhter",
        "akhtar",
        "bibi",
        "mia",
        "miah",
        "miya",
        "islam",
        "ali",
    ),
    *(
        "hossain",
        "hosen",
        "hossen",
        "hosain",
        "hussain",
        "rahman",
        "rohman",
        "uddin",
        "ahmed",
        "haq",
    ),
    *(
        "ahmmed",
        "ahmad",
        "hoque",
        "huq",
        "haque",
        "khan",
        "das",
        "rani",
        "sarkar",
        "sarker",
        "mondal",
    ),
    *("chowdhury", "choudhury", "mandal", "sikder", "shikder", "howlader", "talukder", "sultana"),
    *("parvin", "parveen"),
)
"""Words at the end of so many names that to share one says little."""
_JOINED: Final = re.compile(r"^(?:abd?u|abul)[rlsdnj]?$")
_SILENT: Final = (
    (re.compile(r"^([সশদজতধ])্ব"), r"\1"),  # the b below a first letter is not spoken: স্বপন
    (re.compile(r"ক্ষ্ম"), "ক্ক"),  # লক্ষ্মী is spoken lokkhi
    (re.compile(r"ঞা$"), "য়া"),
    (re.compile(r"([ঁঃ])"), ""),
)
_LATIN_SILENT: Final = (
    (re.compile(r"^sw(?=[aeiou])"), "s"),
    (re.compile(r"^shw(?=[aeiou])"), "s"),
    (re.compile(r"k(?:sh|kh)m"), "kk"),
    (re.compile(r"a?i(?:y|i)?e|ae|ei"), "e"),  # Hosain, Hossein, Raihan in closed spelling
)
_UNSURE: Final = re.compile(r"(?<=.)a(?=.)")
"""An a within a word: Bangla writes some, Latin some others (তানভীর, Tanvir). Ends tell of girls."""
_LAST_H: Final = re.compile(r"(?<=[aiu])h$")
_NASAL: Final = re.compile(r"n(?=[^aiu])")
_MOST_WORDS: Final = 8
_MOST_LETTERS: Final = 120


class Sounds(NamedTuple):
    """Keys of one name: of its telling words and of its common ones; `loose` are consonants."""

    telling: frozenset[str]
    loose: frozenset[str]
    common: frozenset[str]

    def __bool__(self) -> bool:
        """Whether the name says anything that could be compared."""
        return bool(self.telling)


NOTHING: Final = Sounds(frozenset(), frozenset(), frozenset())


def sounds_of(*names: str | None) -> Sounds:
    """The keys of somebody's names in any script; titles and joiners (Abdul …) are dropped.

    Names of nothing but titles and common words keep the common ones as telling: there is no more.
    """
    telling: set[str] = set()
    common: set[str] = set()
    for name in names:
        own, shared = _words_of(name or "")
        telling |= set(own or shared)
        common |= set(shared) if own else set()
    if not telling:
        return NOTHING
    keys = frozenset(spoken(word) for word in telling) - {""}
    loose = frozenset(skeleton(_NASAL.sub("", key)) for key in keys) - {""}
    return Sounds(keys, loose, frozenset(spoken(word) for word in common))


def _words_of(name: str) -> tuple[list[str], list[str]]:
    """The telling words of a name and the common ones, normalised."""
    words = [word for word in normalise(name[:_MOST_LETTERS]).split() if not word.isdigit()]
    told = [word for word in words[:_MOST_WORDS] if _bare(word) not in _DROPPED]
    told = [word for word in told if not _is_joiner(word)] or told
    own = [word for word in told if _bare(word) not in _SHARED]
    return own, [word for word in told if _bare(word) in _SHARED]


def _is_joiner(word: str) -> bool:
    """Abdul, আব্দুর …: a half of a name that is written with or without the other half."""
    return _JOINED.match(sound(word)) is not None


def _bare(word: str) -> str:
    return word.replace("ঃ", "").replace("ঁ", "")


_DROPPED: Final = frozenset(_bare(normalise(word)) for word in _TITLES)
_SHARED: Final = frozenset(_bare(normalise(word)) for word in _COMMON)


@lru_cache(maxsize=65536)
def spoken(word: str) -> str:
    """The sound key of one normalised word of a name."""
    for pattern, plain in _SILENT if is_bangla(word) else _LATIN_SILENT:
        word = pattern.sub(plain, word)
    return _UNSURE.sub("", _LAST_H.sub("", sound(word)))
