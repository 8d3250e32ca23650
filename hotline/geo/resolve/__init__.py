"""From names in a text to one place, or to the question that decides. Pure."""
