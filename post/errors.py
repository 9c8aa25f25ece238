"""Everything that can go wrong and is expected to.

LotseError
├── BadInput        what came cannot be taken; nothing was changed (400, 413, 422)
├── NotSignedIn     who asks is unknown (401)
├── NotAllowed      who asks is known and may not (403)
├── NotFound        there is no such thing for the one who asks (404)
├── Conflict        it was possible a moment ago (409)
├── Gone            it was valid once and is used up (410)
├── TooMany         slow down; `retry_after` in seconds (429)
├── StoreAway       a store cannot be reached; try again later (503)
├── CannotOpen      a sealed record does not open with the keys at hand (410)
├── FlowError       a flow file has an error (see bot.engine.reader)
└── SettingsError   the program was started with settings that cannot work

Delivery has its own pair in `post.outbox`, because only delivery decides on a retry.
"""

from __future__ import annotations


class LotseError(Exception):
    """Base of all expected errors; `code` is stable and made for programs, the text for people."""

    code = "error"

    def __init__(self, message: str = "", *, code: str | None = None, **details: str) -> None:
        super().__init__(message)
        self.code = code or self.code
        self.details = details


class BadInput(LotseError):
    code = "bad_input"


class TooLarge(BadInput):
    code = "too_large"


class NotSignedIn(LotseError):
    code = "not_signed_in"


class NotAllowed(LotseError):
    code = "not_allowed"


class NotFound(LotseError):
    code = "not_found"


class Conflict(LotseError):
    code = "conflict"


class Gone(LotseError):
    code = "gone"


class TooMany(LotseError):
    code = "too_many"

    def __init__(self, message: str = "", *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StoreAway(LotseError):
    """`store` names which one, for the operator's eyes and the log."""

    code = "store_away"

    def __init__(self, store: str, why: str = "") -> None:
        super().__init__(f"{store} cannot be reached{': ' + why if why else ''}")
        self.store = store


class CannotOpen(LotseError):
    code = "cannot_open"


class SettingsError(LotseError):
    code = "settings"


HTTP_STATUS: dict[type[LotseError], int] = {
    TooLarge: 413,
    BadInput: 422,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Gone: 410,
    CannotOpen: 410,
    TooMany: 429,
    StoreAway: 503,
}


def http_status(error: LotseError) -> int:
    """The one table from errors to HTTP; an expected conflict is never a 500."""
    for kind in type(error).__mro__:
        if kind in HTTP_STATUS:
            return HTTP_STATUS[kind]
    return 500
