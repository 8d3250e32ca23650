"""Configurations of ours under a real nginx, as a whole server on this machine."""

from __future__ import annotations

from pathlib import Path


def whole(folder: Path, site: str) -> Path:
    """A configuration in ``folder`` around ``site``, which writes nowhere else."""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if folder.owner() == "root" else ""
    config = folder / "nginx.conf"
    config.write_text(
        f"{user}daemon off;\nmaster_process off;\npid {folder}/pid;\n"
        f"error_log {folder}/error.log;\nevents {{}}\nhttp {{\n{temporary}{site}}}\n",
        "utf-8",
    )
    return config
