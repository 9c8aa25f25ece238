"""What the translator is made of; `handoff.translate` is what others call."""
