"""The phone providers. What they share is here; each provider has a folder of its own."""
