"""An anonymous tip line for human trafficking that a community can run itself."""

__version__ = "0.1.0"
