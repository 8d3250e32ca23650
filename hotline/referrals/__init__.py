"""A report offered to agencies: outbox, channels, acknowledgement, escalation."""
