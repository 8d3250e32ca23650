"""What keeps the code in order and builds its data; nothing here runs in the service."""
