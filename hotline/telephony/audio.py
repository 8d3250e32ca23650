"""``GET /audio/…``: recordings of a wording, for languages that no synthetic voice speaks.

They are beside the wording, ``ivr_flows/ht/audio/greet.mp3``, and hold nothing about anyone, so
the provider fetches them without a signature.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse

from hotline.config_versions.layers import FLOWS
from hotline.config_versions.version import layers_of

router = APIRouter(include_in_schema=False)
KINDS = {".mp3": "audio/mpeg", ".wav": "audio/wav"}


@router.get("/audio/{path:path}")
def audio(request: Request, path: str) -> FileResponse:
    """A recording in the flows' folder; 404 for any other file."""
    layers = layers_of(request.app.state.deployment.settings)
    folders = (layers.folder_for(FLOWS), layers.flows)  # the deployment's own recording goes first
    found = (_file(folder.resolve(), path) for folder in folders)
    file = next((one for one in found if one is not None), None)
    kind = KINDS.get(file.suffix.lower()) if file is not None else None
    if file is None or kind is None:
        raise HTTPException(404, "there is no such recording")
    return FileResponse(file, media_type=kind, headers={"cache-control": "max-age=86400"})


def _file(folder: Path, path: str) -> Path | None:
    try:
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError):  # no file can have such a name
        return None
