"""Each file adds one new thing through the public seams alone, as a newcomer would, and uses it."""
