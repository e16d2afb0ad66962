"""Writes a Latin place name in Bangla letters; the result is our spelling, never an official name.

Name elements that recur all over the country (pur, ganj, khali) come first, letters after them. It
knows no place: whole names are not listed here, so that what it gives can be measured on names
whose Bangla is known (tests/geo/test_transliterate.py).
"""

import re
from typing import Final

_WORDS: Final = {
    "sadar": "সদর", "uttar": "উত্তর", "north": "উত্তর", "south": "দক্ষিণ", "east": "পূর্ব",
    "west": "পশ্চিম", "dakshin": "দক্ষিণ", "dakkhin": "দক্ষিণ", "purba": "পূর্ব",
    "paschim": "পশ্চিম", "pashchim": "পশ্চিম", "madhya": "মধ্য", "char": "চর", "model": "মডেল",
    "bara": "বড়", "bar": "বড়", "chhota": "ছোট", "chhoto": "ছোট", "new": "নতুন", "natun": "নতুন",
    "city": "সিটি", "corporation": "কর্পোরেশন", "paurashava": "পৌরসভা", "union": "ইউনিয়ন",
    "hill": "হিল", "port": "পোর্ট", "bandar": "বন্দর", "kotwali": "কোতোয়ালী", "dighi": "দীঘি",
    "part": "অংশ", "kha": "খা", "islampur": "ইসলামপুর",
}  # fmt: skip
# Elements at the end of a word, as they are most often written in the names of upazilas.
_ENDINGS: Final = {
    "pur": "পুর", "rampur": "রামপুর", "ram": "রাম", "lal": "লাল", "pal": "পাল", "nath": "নাথ",
    "dwar": "দুয়ার", "jahan": "জাহান", "ganj": "গঞ্জ", "gonj": "গঞ্জ", "gaon": "গাঁও",
    "khali": "খালী", "bari": "বাড়ী", "baria": "বাড়িয়া", "hat": "হাট", "kandi": "কান্দি",
    "kanda": "কান্দা", "danga": "ডাঙ্গা", "kathi": "কাঠি", "kati": "কাটি", "tala": "তলা",
    "toli": "তলী", "tali": "তলী", "nagar": "নগর", "garh": "গড়", "rh": "ড়", "gari": "গাড়ী",
    "ghata": "ঘাটা", "ghat": "ঘাট", "para": "পাড়া", "chhari": "ছড়ি", "chari": "ছড়ি",
    "gachha": "গাছা", "gachhi": "গাছি", "gacha": "গাছা", "bazar": "বাজার", "dia": "দিয়া",
    "diya": "দিয়া", "kona": "কোনা", "khola": "খোলা", "mari": "মারী", "khal": "খাল",
    "khan": "খান", "bil": "বিল", "beel": "বিল", "bunia": "বুনিয়া", "abad": "াবাদ", "char": "চর",
    "aura": "াউড়া", "muri": "মুড়ি", "kuri": "কুড়ি", "mara": "মারা", "pasha": "পাশা",
    "jani": "জানি", "hata": "হাটা", "hati": "হাটি", "dah": "দহ", "daha": "দহ", "dighi": "দীঘি",
    "ghara": "ঘরা", "gati": "গাতী", "khana": "খানা", "kul": "কুল", "kola": "কোলা",
    "mohan": "মোহন", "mahal": "মহল", "mandi": "মন্দি", "pasa": "পাশা", "tola": "তলা",
    "tari": "তারি", "bagh": "বাগ", "bag": "বাগ", "gram": "গ্রাম", "lia": "লিয়া", "tia": "টিয়া",
    "kata": "কাটা", "kot": "কোট", "hari": "হারি", "gazi": "গাজী", "gazir": "গাজীর",
    "land": "ল্যান্ড", "gachhia": "গাছিয়া", "bad": "বাদ", "jhuri": "ঝুড়ি", "ora": "োরা",
    "guri": "গুড়ি", "khil": "খিল", "thali": "থালী", "dal": "দল",
}  # fmt: skip
# Elements at the beginning of a word.
_BEGINNINGS: Final = {
    "tung": "টুঙ্গ", "tang": "টাঙ্গ", "tek": "টেক", "dhaka": "ঢাকা", "coxs": "কক্স",
    "dewan": "দেওয়ান", "daulat": "দৌলত", "mymen": "ময়মন", "naogaon": "নওগাঁ", "hat": "হাট",
    "bar": "বর", "kar": "কর", "ghora": "ঘোড়া", "char": "চর", "nabi": "নবী", "naba": "নব",
    "nawab": "নবাব", "nabab": "নবাব", "raj": "রাজ", "ram": "রাম", "kamal": "কমল",
    "kamar": "কামার", "gopal": "গোপাল", "gobinda": "গোবিন্দ", "krishna": "কৃষ্ণ",
    "lakshmi": "লক্ষ্মী", "laksmi": "লক্ষ্মী", "lalmon": "লালমন", "moulvi": "মৌলভী",
    "maulvi": "মৌলভী", "brahman": "ব্রাহ্মণ", "shri": "শ্রী", "sree": "শ্রী", "sri": "শ্রী",
    "jagannath": "জগন্নাথ", "jag": "জগ", "madan": "মদন", "mohan": "মোহন", "mahesh": "মহেশ",
    "muhammad": "মোহাম্মদ", "mohammad": "মোহাম্মদ", "mohamad": "মোহাম্মদ", "khan": "খান",
    "shah": "শাহ", "mir": "মীর", "miz": "মিয", "sona": "সোনা", "rupa": "রূপা", "dia": "দিয়া",
    "dev": "দেব", "deb": "দেব", "bhaira": "ভৈর", "hari": "হরি", "har": "হর", "bhan": "ভান",
    "hazi": "হাজী", "haji": "হাজী", "kali": "কালী", "kaliga": "কালীগ", "nar": "নর",
    "nasir": "নাসির", "rasul": "রসুল", "sultan": "সুলতান", "salim": "সলিম", "samshad": "শমশাদ",
    "fakir": "ফকির", "fatik": "ফটিক", "farid": "ফরিদ", "goal": "গোয়াল", "goa": "গোয়া",
    "gol": "গোল", "hossain": "হোসেন", "hosain": "হোসেন", "husain": "হোসেন", "islam": "ইসলাম",
    "jamal": "জামাল", "jal": "জল", "kash": "কাশ", "manik": "মানিক", "matha": "মাথা",
    "mathur": "মথুর", "nandi": "নন্দী", "nanda": "নন্দ", "nil": "নীল", "nal": "নল", "pan": "পান",
    "pancha": "পঞ্চ", "para": "পরা", "pirga": "পীরগ", "pir": "পীর", "pat": "পাট", "saro": "সরো",
    "satka": "সাতকা", "sat": "সাত", "sham": "শাম", "shib": "শিব", "shim": "শিম", "sing": "সিং",
    "singh": "সিংহ", "thakur": "ঠাকুর", "tala": "তালা", "maha": "মহা", "mah": "মহ", "mad": "মাদ",
    "man": "মান", "kal": "কাল", "bakshi": "বকশী", "bak": "বাক", "ban": "বান", "bag": "বাগ",
    "bhola": "ভোলা", "chan": "চান", "chand": "চাঁদ", "chandra": "চন্দ্র", "chandan": "চন্দন",
    "dum": "ডুম", "dim": "ডিম", "dho": "ধো",
}  # fmt: skip
_LETTERS: Final = {
    "chh": "ছ", "ch": "চ", "sh": "শ", "kh": "খ", "gh": "ঘ", "jh": "ঝ", "th": "থ", "dh": "ধ",
    "bh": "ভ", "ph": "ফ", "ck": "ক", "k": "ক", "g": "গ", "j": "জ", "t": "ত", "d": "দ", "n": "ন",
    "p": "প", "f": "ফ", "b": "ব", "m": "ম", "y": "য়", "r": "র", "l": "ল", "s": "স", "h": "হ",
    "z": "জ", "v": "ভ", "w": "ওয়", "q": "ক", "x": "ক্স", "c": "ক",
}  # fmt: skip
_JOINED: Final = {
    "ngkh": "ঙ্খ", "ng": "ঙ্গ", "chchh": "চ্ছ", "cchh": "চ্ছ", "kkh": "ক্ষ", "ksh": "ক্ষ",
    "nk": "ঙ্ক", "nchh": "ঞ্ছ", "nch": "ঞ্চ", "nj": "ঞ্জ", "nd": "ন্দ", "ndh": "ন্ধ",
    "ndr": "ন্দ্র", "nt": "ন্ত", "nth": "ন্থ", "nn": "ন্ন", "mb": "ম্ব", "mp": "ম্প", "mm": "ম্ম",
    "tt": "ত্ত", "ll": "ল্ল", "dd": "দ্দ", "ddh": "দ্ধ", "kk": "ক্ক", "pp": "প্প", "bb": "ব্ব",
    "jj": "জ্জ", "ss": "স্স", "gg": "গ্গ", "st": "স্ত", "sht": "ষ্ট", "shn": "ষ্ণ", "sw": "স্ব",
    "mbh": "ম্ভ", "hm": "হ্ম", "tr": "ত্র", "shw": "শ্ব", "dw": "দ্ব", "ndw": "ন্দ্ব",
    "kt": "ক্ত", "nkh": "ঙ্খ", "rn": "র্ন", "rsh": "র্শ",
}  # fmt: skip
_OPENING: Final = {
    "br": "ব্র", "bhr": "ভ্র", "pr": "প্র", "gr": "গ্র", "shr": "শ্র", "kr": "ক্র", "dhr": "ধ্র",
    "sr": "শ্র", "tr": "ত্র", "st": "স্ট", "sth": "স্থ", "sw": "স্ব", "kh": "খ",
}  # fmt: skip
_SIGNS: Final = {"a": "া", "i": "ি", "u": "ু", "e": "ে", "o": "ো"}
_VOWELS: Final = (
    ("aia", "াইয়া"), ("aya", "ায়া"), ("iya", "িয়া"), ("oya", "োয়া"), ("owa", "োয়া"), ("uya", "ুয়া"),
    ("awa", "াওয়া"), ("ai", "াই"), ("au", "াউ"), ("aw", "াও"), ("ao", "াও"), ("ae", "ায়ে"),
    ("ia", "িয়া"), ("ea", "েয়া"), ("oa", "োয়া"), ("ua", "ুয়া"), ("ie", "িয়ে"), ("io", "িও"),
    ("ee", "ী"), ("oo", "ু"), ("ou", "ৌ"), ("oi", "ৈ"), ("ui", "ুই"), ("eu", "েউ"), ("ei", "েই"),
    ("eo", "েও"), ("uo", "ুও"), ("iu", "িউ"),
)  # fmt: skip
_WHOLE_VOWEL: Final = dict(zip("ািুেোৌৈী", "আইউএওঔঐঈ", strict=True))
_PIECE = re.compile(r"[A-Za-z]+")
_APOSTROPHE = re.compile(r"['’]")
_CLOSED = re.compile(r"(?:[kgcjtdbps]h|chh|[^aeiou])$")


def bangla_spelling(name: str) -> str | None:
    """Give our spelling of a Latin `name` in Bangla letters; None where it holds a number.

    Case and apostrophes don't matter; brackets, dashes and blanks stay where they are. To be shown
    only with the label that it is ours.
    """
    if any(sign.isdigit() for sign in name) or not _PIECE.search(name):
        return None
    return _PIECE.sub(lambda found: _word(found[0].lower()), _APOSTROPHE.sub("", name))


def _word(word: str) -> str:
    if word in _WORDS:
        return _WORDS[word]
    for cut in range(max(1, len(word) - 8), len(word)):
        ending = _ENDINGS.get(word[cut:])
        if ending is not None and ending[0] in _WHOLE_VOWEL and word[cut - 1] in _SIGNS:
            continue  # its vowel needs a letter to stand below
        # "hat" is a market (Kabirhat); of the other endings none may take the h off an aspirate.
        if ending is not None and (word[cut:] == "hat" or word[cut - 1 : cut + 1] not in _LETTERS):
            return _stem(word[:cut]) + ending
    return _ENDINGS.get(word) or _stem(word)


def _stem(word: str) -> str:
    for cut in range(min(len(word), 9), 2, -1):
        begun = _BEGINNINGS.get(word[:cut])
        if begun is not None and not _parted(word, cut) and word[cut : cut + 1] not in _SIGNS:
            return begun + _letters(word, cut)
    return _letters(word, 0)


def _parted(word: str, cut: int) -> bool:
    """Whether a cut would part what is written as one: an aspirate, a conjunct."""
    pair = word[cut - 1 : cut + 1]
    return len(pair) == 2 and (pair in _LETTERS or pair in _JOINED)


def _letters(word: str, at: int) -> str:
    """The word from `at` on, letter by letter; what stands before `at` carries the first vowel."""
    made: list[str] = []
    while at < len(word):
        at = _vowel(word, at, made) if _is_vowel(word, at) else _consonant(word, at, made)
    return "".join(made)


def _is_vowel(word: str, at: int) -> bool:
    """A "w" closing a diphthong counts as a vowel, a "y" between consonants or at the end too."""
    before, after = word[at - 1 : at] if at else "", word[at + 1 : at + 2]
    if word[at] == "w":
        return before in _SIGNS and after not in _SIGNS
    if word[at] == "y":
        return before != "" and before not in _SIGNS and after not in _SIGNS
    return word[at] in _SIGNS


def _consonant(word: str, at: int, made: list[str]) -> int:
    if word[at] == "y" and at and word[at - 1] not in _SIGNS:
        made.append("্য")
        return at + 1
    for length in (5, 4, 3, 2, 1):
        piece = word[at : at + length]
        for table in (_OPENING if at == 0 else _JOINED, _LETTERS):
            if len(piece) == length and piece in table:
                closes = piece == "ng" and not word.startswith(tuple(_SIGNS), at + 2)
                made.append("ং" if closes else table[piece])
                return at + length
    return at + 1


def _vowel(word: str, at: int, made: list[str]) -> int:
    for letters, signs in _VOWELS:
        if word.startswith(letters, at):
            made.append(_placed(signs, word, at))
            return at + len(letters)
    letter = {"w": "o", "y": "i"}.get(word[at], word[at])
    if not _inherent(word, at, letter):
        made.append(_placed(_SIGNS[letter], word, at))
    return at + 1


def _placed(signs: str, word: str, at: int) -> str:
    """The sign below a consonant, the whole letter where there is none to carry it."""
    carried = at > 0 and word[at - 1] not in _SIGNS
    return signs if carried else _WHOLE_VOWEL[signs[0]] + signs[1:]


def _inherent(word: str, at: int, letter: str) -> bool:
    """Whether the vowel is likelier the one Bangla does not write.

    An "a" or "o" of a last closed syllable (Sundar, Adabor), and an "e" at the end (Natore).
    """
    left = len(word) - at - 1
    if letter == "e":
        return left == 0 and at > 1
    if letter not in "ao" or not at:
        return False
    closed = _CLOSED.match(word, at + 1) is not None
    return closed and (letter == "o" or bool(_SIGNS.keys() & set(word[:at])))
