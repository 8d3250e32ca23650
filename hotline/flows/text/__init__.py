"""Reading what people write and say, and measuring what they are sent. Pure."""
