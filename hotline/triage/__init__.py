"""What a report is, how urgent, who tells it: each answer with its evidence. Pure."""
