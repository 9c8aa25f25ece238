"""What py_webauthn does for us (WebAuthn Level 3, sections 7.1 and 7.2), with our choices.

In a file of its own because it is loaded only when somebody uses a passkey: reading the formats of
all makers of keys, X.509 among them, takes a process a fifth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from handoff.records import Member

_NAME = "Lotse"


class Asked(NamedTuple):
    """`options` are those of navigator.credentials in JSON."""

    challenge: bytes
    options: dict[str, Any]


class Added(NamedTuple):
    credential: str
    public_key: bytes
    sign_count: int


class WrongAnswerError(Exception):
    """The browser's answer does not fit; the cause says why, for nobody outside."""


def ask_to_sign_in(host: str, seconds: int) -> Asked:
    options = generate_authentication_options(
        rp_id=host,
        timeout=seconds * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(options.challenge, options_to_json_dict(options))


def signed_in(
    credential: Any, challenge: bytes, host: str, origins: Sequence[str], public_key: bytes
) -> int:
    """The passkey's count of signatures. Raises WrongAnswerError."""
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=list(origins),
            credential_public_key=public_key,
            # Looked at by the caller: one that went backwards is noted, not a locked door.
            credential_current_sign_count=0,
            require_user_verification=True,
        ).new_sign_count
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise WrongAnswerError from error


def ask_to_add(member: Member, own: Iterable[str], host: str, seconds: int) -> Asked:
    """`own` are the credentials this person has already."""
    options = generate_registration_options(
        rp_id=host,
        rp_name=_NAME,
        user_id=bytes.fromhex(member.id),
        user_name=member.name,
        user_display_name=member.shown_name,
        timeout=seconds * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(text)) for text in own
        ],
    )
    return Asked(options.challenge, options_to_json_dict(options))


def added(credential: Any, challenge: bytes, host: str, origins: Sequence[str]) -> Added:
    """Raises WrongAnswerError."""
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host,
            expected_origin=list(origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise WrongAnswerError from error
    name = bytes_to_base64url(verified.credential_id)
    return Added(name, verified.credential_public_key, verified.sign_count)


def id_of(credential: Any) -> str:
    """The credential's id in one spelling, base64url; "" for what has none."""
    try:
        return bytes_to_base64url(base64url_to_bytes(credential["id"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
