"""What a mail server's refusal is about: the address, its full mailbox, our standing, our setup, or the mail itself."""

import re
from typing import Final, Literal

Blame = Literal["dead", "full", "busy", "standing", "setup", "content", "unclear"]
"""`dead`: nobody is there. `full`: somebody is. `busy`: it may work later. `standing`: the server minds who we are (our
host is listed, our domain fails its checks). `setup`: our sender or our account at the relay. `content`: this mail."""

WORDS_MAX: Final = 4_000
LINE_CODE: Final = re.compile(r"^\W{0,3}([245])\.(\d{1,3})\.(\d{1,3})(?![.\d])", re.MULTILINE)
"""Only where the code stands: before the words of a line (RFC 2034). In the words it may be an address or a version."""
QMAIL_CODE: Final = re.compile(r"\(#([245])\.(\d{1,3})\.(\d{1,3})\)")
WEB_ADDRESS: Final = re.compile(r"https?://\S+")
"""Where more is to be read; its path is no word of the server."""

DEAD_CODES: Final = frozenset({"1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "7.17"})
SETUP_CODES: Final = frozenset({"1.7", "1.8", "1.9", "7.3", "7.8", "7.9", "7.11", "7.13", "7.14", "7.27", "7.30"})
CONTENT_CODES: Final = frozenset({"2.3", "3.3", "3.4", "7.6", "7.7"})
ANSWERS_RCPT: Final = frozenset({550, 551, 553})


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


FULL: Final = _any(
    r"mail ?box (\S+ ){0,3}(is )?(full|over|exceed)",
    r"(full|overfull) mail ?box",
    r"over ?-?quota",
    r"(over|exceed\w*) (\w+ ){0,3}(quota|storage|mailbox size|disk space|allocation)",
    r"quota (\w+ ){0,3}(exceed|full|reach)",
    r"(insufficient|out of|not enough) (\w+ ){0,2}(storage|disk|space)",
    r"inbox (is )?full",
    r"postfach (\w+ ){0,3}(voll|überfüllt)|überfüllt|speicherplatz",
    r"bo[iî]te (\S+ ){0,4}pleine",
    r"buz[oó]n (\S+ ){0,3}lleno|caixa (\S+ ){0,3}cheia|casella (\S+ ){0,3}piena",
    r"переполнен|メールボックスが(いっぱい|満杯)|邮箱已满|mailbox vol\b",
)
OUR_QUOTA: Final = _any(
    r"(daily|hourly|sending|user) (\w+ ){0,2}(quota|limit)",
    r"(sending|message|rate) limits? (\w+ ){0,2}(exceed|reach)",
    r"account (\S+ ){0,3}(suspended|not activated|unpaid|paused) (\w+ ){0,2}send",
)
SETUP: Final = _any(
    r"\brelay(ing)?\b (\S+ ){0,3}(denied|prohibited|not (allowed|permitted)|forbidden|disabled)",
    r"\b(unable|not permitted|not allowed|cannot|refuse\w*) to relay|not a relay|relay access denied|open relay",
    r"authentication (is )?(required|failed|credentials)|must (\w+ )?authenticate|auth(entication)? first",
    r"must issue a? ?starttls|starttls (first|required)|encryption (is )?required",
    r"(sender|return path|mail from|from address|envelope from)( address)?:? (\S+ ){0,3}"
    r"(reject|refus|unknown|denied|not (exist|allow|verif|valid|own)|invalid|does not|syntax|blocked|unverified)",
    r"(bad|invalid|unknown|unverified|unauthori[sz]ed) (\w+ )?(sender|return path|from address)",
    r"domain of sender|sender('s)? domain|not (verified|authorized|allowed) to send|sender (is )?not (verified|known)",
    r"absender(adresse)? (\S+ ){0,3}(abgelehnt|unbekannt|ungültig)|exp[ée]diteur (\S+ ){0,3}(refus|rejet)",
)
LISTED: Final = _any(
    r"black ?-?list|block ?-?list|\bdnsbl\b|\brbl\b|spamhaus|spamcop|barracuda|sorbs|spam ?source",
    r"\b(client host|your (host|ip|server|network)|\d{1,3}(\.\d{1,3}){3})\b\S* (\S+ ){0,4}(listed|blocked|banned)",
    r"reputation|\bs3150\b|\bs3140\b",
)
"""Plain words about us: behind them no address is dead, whatever else is said, as where another server is quoted."""

STANDING: Final = _any(
    r"\b(host|ip|client|server|network|address|domain|range)\b (\S+ ){0,6}(is )?(listed|blocked|banned|refused|denied)",
    r"(listed|blocked) (\w+ ){0,2}(at|by|on|in|using|for)\b",
    r"too many (complaints|spam)",
    r"\b(spf|dkim|dmarc|arc|ptr|rdns)\b|reverse (dns|hostname|lookup)|fcrdns",
    r"access denied|unauthenticated email|not accepted for policy|(policy|security) (reason|violation|restriction)",
    r"mail from (\[?\d{1,3}(\.\d{1,3}){3}|\S+\[\d)|your (host|ip|server|network)",
    r"suppress(ed|ion)|gesperrt|blockiert|liste noire|lista negra|заблокирован",
)
CONTENT: Final = _any(
    r"\bspam|unsolicited|junk|virus|malware|phish|bulk mail|content (\w+ ){0,3}(reject|refus|block|denied)",
    r"(message|mail|size) (\w+ ){0,4}(too (large|big|long)|exceeds? (\w+ ){0,4}size|rejected by filter)",
    r"rejected by (\w+ ){0,2}filter|exceeds (\w+ ){0,3}message size|attachment|invalid header|line too long",
    r"nicht erwünscht|unerwünscht|contenido|contenu",
)
BUSY: Final = _any(
    r"gr[ea]y-?list|try (again )?later|temporar|too many (connections|messages|recipients)|rate.?limit|throttl",
    r"too (quickly|fast)|deferred|vorübergehend|timed? ?out|connection (refused|lost|reset)|no route|unreachable",
    r"could not be delivered for|retry time(out| not reached)|delivery (time )?expired|mail loop|too many hops",
)
NOBODY: Final = (
    r"(user|recipient|mail ?box|account|addressee?|e-?mail account|alias|inbox|rcpt|person|customer)"
    r"( (that|you|which|name|address|specified|tried|to|reach|entered|here|is|was|has|been|"
    r"<[^>]{1,254}>|\S+@\S+))*,?:? "
)
DEAD: Final = _any(
    NOBODY + r"(unknown|not? (found|known|exist\w*|listed|valid|local|here)|does(n't| not) (\w+ )?(exist|have)|"
    r"invalid|disabled|inactive|deactivated|closed|deleted|terminated|suspended|expired|rejected: user unknown|"
    r"no longer (\w+ )?(available|valid|active|exist|in use|work))",
    r"(no such|unknown|invalid|non-?existent|bad|not a (valid|known)) (\w+ )?"
    r"(user|recipient|mail ?box|address|account|addressee|person|rcpt|destination mailbox|local part)",
    r"no (mail ?box|account|user|one|body)( here)? (by|with|of|named|called|under) (that|this)|no mailbox here",
    r"user(name)? (\S+ )?(not listed|is not known|doesn't have|does not have)|not our customer",
    r"not listed in (\w+ ){0,3}(directory|name (&|and) address book)",
    r"no longer (works|employed)|requested action not taken: mailbox unavailable",
    r"recipient address rejected: (user|undeliverable|unknown|access denied)|address (is )?(dead|does not)",
    r"(host|domain) (name )?(\S+ )?(not found|unknown|does not exist|invalid)|no such (host|domain)|nxdomain|null mx|"
    r"unrouteable|unroutable (mail )?domain|does not (accept|receive) mail|name service error",
    r"5\.1\.1 (\S+ ){0,4}(unknown|bad)|resolver\.adr\.(recipnotfound|recipientnotfound|extrecipnotfound)",
    r"(empfänger|benutzer|adresse|postfach|mailbox) (\S+ ){0,4}(unbekannt|nicht gefunden|existiert nicht|ungültig|"
    r"nicht vorhanden|gelöscht)|unbekannter (empfänger|benutzer)",
    r"(utilisateur|destinataire|adresse|bo[iî]te) (\S+ ){0,5}(inconnue?|n'existe (pas|plus)|introuvable|invalide)",
    r"(usuario|destinatario|direcci[oó]n|buz[oó]n|cuenta) (\S+ ){0,5}(desconocid|no existe|no encontrad|inv[aá]lid)",
    r"(usu[aá]rio|destinat[aá]rio|endere[cç]o|conta) (\S+ ){0,5}(desconhecid|n[aã]o (existe|encontrad)|inexistente)",
    r"(utente|destinatario|casella|indirizzo) (\S+ ){0,5}(sconosciut|non esiste|inesistente|non trovat)",
    r"(gebruiker|ontvanger|adres|postbus) (\S+ ){0,5}(onbekend|bestaat niet)|nie istnieje|neexistuje|tuntematon",
    r"(пользовател|получател|адрес|ящик)\S* (\S+ ){0,4}(не найден|неизвест|не существ)|нет такого",
    r"宛先(が|は)?(不明|見つかりません)|存在しません|ユーザー?が(不明|見つかりません)",
    r"用户不存在|收件人不存在|지정한 사용자|존재하지",
)


def enhanced_code(words: str) -> str:
    """The RFC 3463 code of a server's answer, or "" when it gives none where one stands."""
    found = LINE_CODE.search(words[:WORDS_MAX]) or QMAIL_CODE.search(words[:WORDS_MAX])
    return ".".join(found.groups()) if found else ""


def blame(code: int, enhanced: str, words: str) -> Blame:
    """What a refusal is about, by its words where they are plain, else by its enhanced code, else by its number.

    `code` is 0 and `enhanced` "" where it gives none. Unclear is unclear: nobody is called dead on a guess.
    """
    words = WEB_ADDRESS.sub(" ", words[:WORDS_MAX])
    detail = enhanced.partition(".")[2]
    by_code = _by_code(detail)
    if OUR_QUOTA.search(words) or by_code == "setup":
        return "setup"
    if by_code == "full" or (by_code not in ("dead", "standing") and FULL.search(words)):
        return "full"
    if SETUP.search(words):
        return "setup"
    if LISTED.search(words):
        return "standing"
    is_nobody = bool(DEAD.search(words))
    if not is_nobody or by_code == "standing":
        if STANDING.search(words) and not (is_nobody and detail == "7.1"):
            return "standing"
        if CONTENT.search(words):
            return "content"
    if FULL.search(words) and not is_nobody:
        return "full"
    return _last_word(code, enhanced, by_code, is_nobody=is_nobody, is_busy=bool(BUSY.search(words)))


def _last_word(code: int, enhanced: str, by_code: Blame, *, is_nobody: bool, is_busy: bool) -> Blame:
    if enhanced.startswith("4.") or 400 <= code < 500:
        return by_code if by_code in ("standing", "content") else "busy"
    if by_code == "dead":
        return "busy" if is_busy and not is_nobody else "dead"
    if is_nobody and by_code in ("unclear", "busy", "standing"):
        return "dead"
    if by_code != "unclear":
        return by_code
    if code == 552:
        return "full"
    return "busy" if is_busy else "unclear"


def _by_code(detail: str) -> Blame:
    """By the registry of enhanced codes; the first number, which says only for how long, is not asked."""
    subject = detail.partition(".")[0]
    if detail in DEAD_CODES:
        return "dead"
    if detail == "2.2":
        return "full"
    if detail in SETUP_CODES:
        return "setup"
    if detail in CONTENT_CODES or subject == "6":
        return "content"
    if subject == "7":
        return "standing"
    if subject in ("3", "4") or detail in ("2.4", "5.3"):
        return "busy"
    return "unclear"
