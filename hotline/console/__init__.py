"""The dispatchers' web queue."""
