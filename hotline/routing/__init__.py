"""The directory, the rules, and ``decide()``: who gets a report, and why. Pure."""
