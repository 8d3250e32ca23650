"""The whole suite at another hour and date: ``TEST_CLOCK=2027-03-14T01:59:30-06:00 pytest``."""
