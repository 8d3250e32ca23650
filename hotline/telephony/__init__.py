"""What the phone provider calls: incoming texts and calls, alert calls, status reports."""
