"""Alembic's migrations, the oldest first."""
