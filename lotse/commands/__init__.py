"""The command line's groups. `flows.py` and `translations.py` are the groups; a command of some
size has a module of its own with one function, which its group adds (`app.command()(preview)`).
"""
