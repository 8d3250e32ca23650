"""Points in a text: coordinates, map links and codes, and the county each lies in. Pure."""
