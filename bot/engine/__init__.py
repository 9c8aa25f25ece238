"""The engine: plays flows. Pure: it never sends, stores, awaits or reads a clock."""
