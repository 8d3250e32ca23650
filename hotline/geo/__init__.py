"""Where it happens: a gazetteer and a locator that asks when it is not sure. Pure."""

from hotline.geo.gazetteer import Gazetteer
from hotline.geo.locator import Locator
from hotline.geo.types import CallerPlace, Location, Mention, Question

__all__ = ["CallerPlace", "Gazetteer", "Location", "Locator", "Mention", "Question"]
