"""The directory from outside: other people's formats, and editing it by command."""
