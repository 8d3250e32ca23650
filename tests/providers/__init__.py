"""What belongs to one phone provider: signatures, fields, answers."""
