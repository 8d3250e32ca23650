"""The agencies' side: the alert link and their own inbox."""
