"""What a browser keeps for us and can neither read nor change: sealed JSON, as text."""

from __future__ import annotations

import base64
import json
from typing import Any

from hotline.deployment import Deployment
from hotline.privacy.keys import SealError


def seal(dep: Deployment, value: object, purpose: str) -> str:
    """``value``, which JSON can hold, sealed for ``purpose``."""
    return base64.urlsafe_b64encode(dep.keys.seal(json.dumps(value).encode(), purpose)).decode()


def unseal(dep: Deployment, sealed: str, purpose: str) -> Any | None:
    """What :func:`seal` was given for the same purpose; ``None`` for anything else."""
    try:
        return json.loads(dep.keys.open(base64.urlsafe_b64decode(sealed), purpose))
    except (SealError, ValueError):
        return None
