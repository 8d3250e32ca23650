"""Twilio: its REST API over our own HTTP client."""
