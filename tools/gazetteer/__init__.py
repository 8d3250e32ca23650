"""Builds the gazetteer from public data; `python -m tools.gazetteer.build`."""
