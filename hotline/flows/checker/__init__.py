"""The checker of flows and wording: nothing missing, nobody left alone. Pure."""
