"""Pages for everyone: directory, local data, what is kept."""
