"""The resident's side: channels, the conversation, the engine, delivery."""
