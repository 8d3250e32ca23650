"""Which names in a text are places, and which are people, streets or businesses. Pure."""
