"""Outgoing connections: the mail server, and the certificates that are trusted."""
