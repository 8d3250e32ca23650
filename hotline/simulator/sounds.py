"""Recordings, as the provider keeps them."""

from __future__ import annotations

import io
import wave


def silent_wav(seconds: int) -> bytes:
    """A recording of silence, as the provider would keep it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(2 * 8000 * seconds))
    return out.getvalue()
