"""The kinds of steps, one module each. Importing this package registers all of them.

To add one, put a module here (``say.py`` is the shortest); nothing else has to know of it.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
