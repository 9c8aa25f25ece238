"""The key ring of this installation."""

from __future__ import annotations

from lotse.settings import Settings
from post.errors import SettingsError
from post.keyring import KeyRing


def key_ring(settings: Settings) -> KeyRing:
    """Raises SettingsError when the file cannot be used, or is away although there is data."""
    file = settings.secret_file
    if not file.exists() and (settings.ledger.exists() or settings.sqlite.exists()):
        raise SettingsError(
            f"The key file {file} is missing, and with a new one nothing that is stored would open."
            " Put its newest copy back. For a new beginning move LOTSE_DATA and the ledger away."
        )
    return KeyRing.load_or_create(file)
