"""Links, addresses and markup in a sentence; what a model writes shows none that its source does not hold."""

from __future__ import annotations

import re
import unicodedata

_LINK = re.compile(
    r"\b[a-z][a-z0-9+.\-]{1,15}:(?://|\\\\)[^\s<>\"'`]*|\bwww\.[^\s<>\"'`]+|\\\\[\w.\-]+\\", re.IGNORECASE
)
_SCHEME = re.compile(r"\b(?:mailto|tel|sms|data|javascript|vbscript|file|blob|callto|skype):\S", re.IGNORECASE)
_MAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w\-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w\-]{1,63}){1,8}",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"(?<![\w@.\-])(?:[^\W_](?:[\w\-]{0,62}[^\W_])?(?:\.|\[\.\]|\(\.\)|\s?[\[(]dot[\])]\s?)){1,8}([a-z]{2,18})(?![\w\-]|\.\w)",
    re.IGNORECASE,
)
_MASKED_MAIL = re.compile(r"\[\s{0,3}EMAIL[\s_\\-]{1,6}[0-9A-F]{6,40}[\s_\\-]{1,6}\d{1,9}\s{0,3}\]", re.IGNORECASE)
_TRAILING = ".,;:!?)]}\u00bb\u201d\u2019"
_DOMAINS = """
com net org info biz io ai co me app dev xyz top site online shop store cloud tech link click live pro page
web space website icu club vip world zone work example test invalid localhost onion gov edu mil int eu de at
ch uk us ca fr it es pt nl be dk se no fi pl cz ru ua cn jp kr tw hk in br mx ar au nz za tr gr ie ly gl gg tv
cc ws tk ml ga cf gq su
"""
_ENDINGS = frozenset(_DOMAINS.split())
_LINK_MARKUP = re.compile(r"(?:\]\s?\(|\||=)\s?[\"'<]?\[link\]")
_MARKUP = re.compile(
    r"<[!/?]?[a-z][^>]{0,500}>?|<!--|!\[[^\]]{0,500}\]\s?\(|\[[^\]]{1,500}\]\s?\([^)]{1,500}\)|\[[^\]|]{0,500}\|[^\]]{0,500}\]"
    r"|\[~[^\]]{1,200}\]|!\S{1,200}\.(?:png|jpe?g|gif|svg|webp)[^!]{0,200}!|\{[a-z][\w\-]{0,60}(?::[^}]{0,200})?\}"
    r"|&(?:#x?[0-9a-f]{1,8}|[a-z]{2,8});",
    re.IGNORECASE,
)


def links(text: str) -> set[str]:
    """Return the links and mail addresses of a text, in one form."""
    normal = _normal(text)
    found = [*_LINK.finditer(normal), *_MAIL.finditer(normal), *_SCHEME.finditer(normal)]
    return {match.group().rstrip(_TRAILING).replace(" ", "") for match in found}


def without_links(text: str, source: str) -> str:
    """Return a text with `[link]` for every link and mail address that the source holds; others stay, to be found.

    A mail address that was masked is one too: its placeholder would be restored to an address.
    """
    text = _MASKED_MAIL.sub("[link]", text)
    found = [match for pattern in (_LINK, _MAIL) for match in pattern.finditer(text)]
    if not found:
        return text
    known = links(source)
    for match in sorted(found, key=lambda m: m.start(), reverse=True):
        whole = match.group().rstrip(_TRAILING)
        if links(whole) <= known:
            text = f"{text[: match.start()]}[link]{text[match.start() + len(whole) :]}"
    return text


def hosts(text: str) -> set[str]:
    """Return what looks like the name of a host and stands alone, in one form, however its dots are disguised."""
    plain = unicodedata.normalize("NFKC", text).replace("\u3002", "\u3002 ")
    normal = _MAIL.sub(" ", _LINK.sub(" ", plain))
    return {
        re.sub(r"\s?[\[(](?:dot|\.)[\])]\s?", ".", match.group(), flags=re.IGNORECASE).casefold()
        for match in _HOST.finditer(normal)
        if _ends_a_host(match.group(1), match.group())
    }


def _ends_a_host(ending: str, whole: str) -> bool:
    """Whether this is the ending of a host, and not the first word of a sentence after a forgotten blank ("so.It")."""
    if ending.casefold() not in _ENDINGS:
        return False
    return ending.islower() or whole.isupper() or (len(ending) > 2 and whole[0].isupper())  # noqa: PLR2004


def markup(text: str) -> set[str]:
    """Return what a page could take for markup: HTML, Markdown's links and images, wiki links, macros, mentions."""
    return {match.group() for match in _MARKUP.finditer(unicodedata.normalize("NFKC", text))}


def link_markup(text: str) -> bool:
    """Return whether `[link]` stands where Markdown, a wiki or HTML writes where a link leads."""
    return _LINK_MARKUP.search(text) is not None


def _normal(text: str) -> str:
    """Small narrow letters, ideographic full stops as dots, and disguised schemes as themselves."""
    normal = unicodedata.normalize("NFKC", text).casefold().replace("\u3002", "\u3002 ")
    return re.sub(r"\bhxxp", "http", normal)
