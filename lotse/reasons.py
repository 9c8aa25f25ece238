"""Reasons in logs: only words that this list knows.

What the far end says ("Forbidden: bot was blocked by the user", "Connection refused") helps an
operator, but an error's text can carry a person's words, a name, a token or an address. So a
reason goes through word by word: technical words of this list and small numbers stay, all else
becomes "…". A reason in which most words are not of this list is no reason but somebody's text,
and nothing of it stays.
"""

from __future__ import annotations

import re

LONGEST = 30
"""Words of one reason."""
# Addresses come first, so that each is one word, and an unknown one.
_WORD = re.compile(
    r"[a-z]+://\S+|[\da-fA-F]*:[\da-fA-F:.]+|\d+(?:[.:-]\d+)+|[^\W\d_]+(?:'[a-z]+)?|\d+|\S"
)
_CLASS = re.compile(r"[A-Z][A-Za-z]{2,40}(?:Error|Exception|Away|Timeout|Invalid|Refused)")

_TECHNICAL = """
a about access active address after again all allowed already an and answer any api are argument
array as at attempt attempts authentication authorized available await awaited away bad be
because been before body bot broken buffer busy by bytes call called cancelled cannot change changed
characters chat client close closed code coming command connect connected connection constraint
content could created data database decode deleted denied descriptor device did different
directory disconnected disk does done during edited elapsed empty end ended entity epoch error
event exceeded exception exclusively exist exists expected expired extra failed far file files
flood folder for forbidden format found from full gateway give given gone group had handshake
has have header headers host if in incomplete initiate internal interrupted into invalid io is
it item its job json key large later left length level limit line lock locked long loop lost
made malformed many maximum media member memory message messages method migration missing
modified more must name need never new no non none not nothing null number object of off old on
one only open operation or order other own parse password path payload peer pending permission
permitted pipe please pool port process program protocol query queue reached read reason
received recursion refused refuses request requests reset resource respond response restarted
retried retrieved retry returned revoked right rights role rolled running same second seconds
secure segment send sending sent server service session set short shut shutdown signal slow size
so socket specified ssl start started state status still stop stopped storage store stream
string style such supergroup supported syntax system table take task temporarily terminated text
than that the there this thread time timed timeout to token too transaction transport tried true
truncated try type types unable unauthorized unavailable under unexpected unknown unreachable
unsupported until update updated upgrade use used user value version wait waiting was webhook
were when which while will window with without work would write wrong yet kicked blocked
deactivated topic migrated administrator inline keyboard markup button retry_after valkey sql
sqlite postgresql telegram http https url dns tls tcp certificate verify failure temporary
resolution nodename servname coroutine future exited unclosed ping pong
"""
_WORDS = frozenset(_TECHNICAL.split())


def plain(reason: str) -> str:
    """`reason` with every word that is not known replaced by "…"."""
    kept: list[str] = []
    words = [word for word in _WORD.findall(reason[:1000]) if len(word) > 1]
    if 2 * sum(map(_is_plain, words)) < len(words):
        return "…"
    for word in _WORD.findall(reason[:1000])[: LONGEST + 1]:
        shown = word if _is_plain(word) else "…"
        if shown != "…" or kept[-1:] != ["…"]:
            kept.append(shown)
    if len(kept) > LONGEST:
        kept[LONGEST:] = ["…"]
    return re.sub(r" (?=[.,:;)'])|(?<=[('/]) | (?=/)", "", " ".join(kept))


def _is_plain(word: str) -> bool:
    if word.isdecimal():
        return len(word) <= 3
    if len(word) == 1:
        return word in ".,:;()'/-a"
    return word.lower() in _WORDS or _CLASS.fullmatch(word) is not None
