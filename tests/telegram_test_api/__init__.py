"""A second, foreign Telegram for tests: npm's telegram-test-api, started on this machine."""

from .client import NpmUser
from .fixtures import NpmTelegram, npm_telegram

__all__ = ["NpmTelegram", "NpmUser", "npm_telegram"]
