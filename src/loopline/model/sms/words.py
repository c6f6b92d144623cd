"""The words by which people leave text messages, come back or ask for help, by language, and who speaks it where.

The English words are those of the FCC (47 CFR 64.1200(a)(10), April 2025) and the carriers of the US, read in November
2026 in the manuals of AWS, Vonage, Braze and Telnyx. Those of other languages were collected from memory and are a
careful start, not law: a word too many costs one person's messages, one too few breaks the law. Not legal advice.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

WordKind = Literal["stop", "start", "help", ""]
TEXT_CHARACTERS_MAX: Final = 200
SENTENCE_WORDS_MAX: Final = 6


class Word(Struct, frozen=True):
    """What an answer asks for; "" is nothing of the kind. `sentence`: it says so in more than the word alone."""

    kind: WordKind = ""
    sentence: bool = False


class Words(Struct, frozen=True, kw_only=True):
    """The words of one language, as people write them."""

    stop: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    help: tuple[str, ...] = ()


# YES and JOIN answer many a question, so they bring nobody back.
EVERYWHERE: Final = Words(
    stop=(
        *("STOP", "STOPALL", "STOP ALL", "END", "CANCEL", "UNSUBSCRIBE", "QUIT", "REVOKE"),
        *("OPTOUT", "OPT OUT", "REMOVE", "ARRET", "TD"),  # AWS obeys the last two wherever they come from
    ),
    start=("START", "UNSTOP"),
    help=("HELP", "INFO"),
)
LANGUAGES: Final[Mapping[str, Words]] = {
    "ar": Words(stop=("إيقاف", "الغاء", "إلغاء"), start=("اشتراك",), help=("مساعدة",)),
    "da": Words(stop=("STOPP", "AFMELD"), help=("HJÆLP",)),
    "de": Words(stop=("STOPP", "ABMELDEN", "ENDE"), start=("ANMELDEN",), help=("HILFE",)),
    "es": Words(stop=("BAJA", "ALTO", "CANCELAR"), start=("ALTA",), help=("AYUDA",)),
    "fi": Words(stop=("LOPETA",), help=("APUA",)),
    "fr": Words(stop=("ARRÊT", "DESABO", "DESINSCRIRE", "DÉSINSCRIRE"), help=("AIDE",)),
    "he": Words(stop=("הסר", "עצור"), start=("התחל",), help=("עזרה",)),
    "hi": Words(stop=("BAND",)),
    "it": Words(stop=("CANCELLA", "BASTA"), start=("ATTIVA",), help=("AIUTO",)),
    "ja": Words(stop=("停止", "解除"), start=("再開",), help=("ヘルプ",)),
    "ko": Words(stop=("수신거부", "거부"), start=("수신동의",), help=("도움말",)),
    "nl": Words(stop=("UIT", "AFMELDEN"), start=("AAN",)),
    "no": Words(stop=("STOPP", "AVSLUTT"), help=("HJELP",)),
    "pl": Words(stop=("REZYGNUJE", "REZYGNUJĘ"), help=("POMOC",)),
    "pt": Words(stop=("SAIR", "PARE", "PARAR", "CANCELAR"), start=("VOLTAR", "INICIAR"), help=("AJUDA",)),
    "sv": Words(stop=("STOPP", "AVSLUTA"), help=("HJÄLP",)),
    "tr": Words(stop=("IPTAL", "İPTAL", "RET", "DUR"), start=("ONAY",), help=("YARDIM",)),
    "zh": Words(stop=("T", "N", "退订", "取消"), start=("订阅",), help=("帮助",)),
}

SPEAKING: Final = {
    "ar": "AE BH DZ EG IQ JO KW LB LY MA OM QA SA TN YE",
    "da": "DK",
    "de": "AT BE CH DE LI LU",
    "es": "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PR PY SV US UY VE",
    "fi": "FI",
    "fr": "BE BF BJ CA CH CI CM FR GF GN GP LU MA MC ML MQ NE RE SN TG TN",
    "he": "IL",
    "hi": "IN",
    "it": "CH IT SM VA",
    "ja": "JP",
    "ko": "KR",
    "nl": "BE NL SR",
    "no": "NO",
    "pl": "PL",
    "pt": "AO BR MZ PT",
    "sv": "AX FI SE",
    "tr": "CY TR",
    "zh": "CN HK MO SG TW",
}

# What says it in a sentence. A text with a word of REFUSAL says the opposite as often as not: a person has to read it.
SENTENCES: Final = (
    "stop texting",
    "stop messaging",
    "stop sending",
    "stop these",
    "no more messages",
    "no more texts",
    "remove me",
    "unsubscribe me",
    "opt me out",
    "take me off",
    "wrong number",
)
REFUSAL: Final = frozenset(("dont", "not", "never", "didnt", "wont", "cant", "why"))


def comparable(text: str) -> str:
    """The text as it is compared: no case, no signs, one space between words."""
    folded = unicodedata.normalize("NFKC", text[:TEXT_CHARACTERS_MAX]).casefold()
    return " ".join(re.sub(r"[^\w\s]|_", "", folded).split())


def _table() -> dict[str, dict[str, WordKind]]:
    def kinds(words: Words) -> dict[str, WordKind]:
        rows: tuple[tuple[WordKind, tuple[str, ...]], ...] = (
            ("help", words.help),
            ("start", words.start),
            ("stop", words.stop),
        )
        return {comparable(word): kind for kind, group in rows for word in group}

    made = {"": kinds(EVERYWHERE)}
    for language, countries in SPEAKING.items():
        for country in countries.split():
            made.setdefault(country, dict(made[""])).update(kinds(LANGUAGES[language]))
    return made


_WORDS: Final = _table()


def word_of(text: str, country: str) -> Word:
    """What an answer from this country (two capital letters, "" where it is not known) asks for.

    The whole text is a word, or it is short and leaves no doubt. In doubt it is nothing, and a person reads it.
    """
    said = comparable(text) if len(text) <= TEXT_CHARACTERS_MAX else ""
    if kind := _WORDS.get(country, _WORDS[""]).get(said):
        return Word(kind)
    words = said.split()
    if len(words) > SENTENCE_WORDS_MAX or REFUSAL.intersection(words):
        return Word()
    return Word("stop", sentence=True) if any(f" {one} " in f" {said} " for one in SENTENCES) else Word()
