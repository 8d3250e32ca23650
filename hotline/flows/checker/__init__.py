"""The checker of flows and wording: nothing missing, no one left alone. Pure."""
