"""People with a login: their accounts, passwords, sessions and roles."""
