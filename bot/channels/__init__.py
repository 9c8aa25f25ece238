"""Channels: one file or folder each; the framework is imported there and nowhere else.

To add a channel: receive() that turns what arrives into bot.conversation.Update (validated at the
door), a Sender for bot.delivery or a box that is fetched, its Doors in lotse.wiring, its tests by
the contract in tests/channels.
"""
