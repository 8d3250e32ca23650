"""The flow language: schema, loader, and the pure engine that runs a conversation."""
