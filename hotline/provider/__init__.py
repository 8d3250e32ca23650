"""What we ask of the telephone provider: its REST API over httpx."""
