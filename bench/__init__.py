"""Measures the service: speed as ratios in one run, and how often triage and locator are right."""
