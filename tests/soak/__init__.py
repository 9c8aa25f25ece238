"""Lotse under load while everything round it fails: `python -m tests.soak --help`.

The real processes, a real Valkey and a real database; only Telegram is played. Faults come by a
seeded schedule, each has to show that it happened, and afterwards the whole history is read:
nothing acknowledged was lost, nothing happened twice, each chat kept its order, no word of a
resident lies readable in a file.
"""
