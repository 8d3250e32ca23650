"""``GET /audio/…``: recordings of a wording, for languages that no synthetic voice speaks.

They lie beside the wording, ``ivr_flows/ht/audio/greet.mp3``, and hold nothing about anybody, so
the provider fetches them without a signature.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse

router = APIRouter(include_in_schema=False)
KINDS = {".mp3": "audio/mpeg", ".wav": "audio/wav"}


@router.get("/audio/{path:path}")
def audio(request: Request, path: str) -> FileResponse:
    """A recording of the flows' folder; anything else there is not to be had here."""
    folder = request.app.state.deployment.settings.flows_dir.resolve()
    file = (folder / path).resolve()
    kind = KINDS.get(file.suffix.lower())
    if kind is None or not file.is_relative_to(folder) or not file.is_file():
        raise HTTPException(404, "there is no such recording")
    return FileResponse(file, media_type=kind, headers={"cache-control": "max-age=86400"})
