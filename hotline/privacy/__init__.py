"""Pseudonyms, sealing, audit chain, retention: what keeps the reporter unknown."""
