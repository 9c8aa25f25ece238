"""The words both sides share: messages, ids, errors, sealing, the outbox and the desk port.

A leaf: it imports nothing of ours, so that the resident's side (`bot`) and the counsellor's
side (`handoff`) can meet here without knowing each other.
"""
