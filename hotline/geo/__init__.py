"""Where it happens: a gazetteer and a locator that asks when it is not sure. Pure."""
