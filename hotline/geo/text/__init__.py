"""Words of a text: tokens, scripts, spelling, sound, and the vocabulary around places. Pure."""
