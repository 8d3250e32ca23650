"""Tasks with an owner and a due time; the database remembers them."""
