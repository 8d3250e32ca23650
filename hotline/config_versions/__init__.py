"""Reads, checks and publishes flows and rules as immutable versions."""
