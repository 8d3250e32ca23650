"""Looks at a whole deployment and says of each thing that is wrong what it is and what to do."""
