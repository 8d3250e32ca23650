"""What the provider calls: webhooks, signature check, TwiML, status callbacks."""
