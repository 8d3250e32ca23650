"""A telephone company on loopback: phones, calls, texts and inboxes for demo and tests."""
