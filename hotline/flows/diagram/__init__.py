"""Diagrams of flows: what they show, where each box goes, and the drawing. Pure."""
