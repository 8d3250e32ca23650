"""A phone company on loopback: phones, calls, texts and inboxes for demo and tests.

It speaks to the service only as the real provider does: signed webhooks one way, the REST API the
other. Nothing of the service imports it but the demo.
"""
