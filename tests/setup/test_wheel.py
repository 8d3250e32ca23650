"""The built wheel, installed where there is no checkout: check, set-up and service work."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import httpx
import pytest

from hotline.settings import REPOSITORY
from tests.setup.evening import Evening, until


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter of an environment with the wheel; libraries come from this one."""
    root = tmp_path_factory.mktemp("wheel")
    venv.create(root / "venv", with_pip=False)
    own = root / "venv" / "bin" / "python"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(root)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = root.glob("hotline-*.whl")
    install = ["install", "--quiet", "--no-deps", "--no-index", "--no-compile", str(wheel)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(own)]
    subprocess.run([*pip, *install], check=True, capture_output=True)
    (packages,) = (root / "venv" / "lib").glob("python3*/site-packages")
    libraries = "\n".join(path for path in sys.path if path.endswith("site-packages"))
    (packages / "libraries.pth").write_text(libraries + "\n", "utf-8")
    return own


def test_a_line_is_set_up_and_served_without_a_checkout(python: Path, tmp_path: Path) -> None:
    town = Evening(tmp_path, python)
    where = "import hotline.settings as s; print(s.REPOSITORY)"
    printed = subprocess.run([python, "-c", where], cwd=tmp_path, check=True, capture_output=True)
    assert Path(printed.stdout.decode().strip()).is_relative_to(python.parents[1])
    checked = town.hotline("check")
    assert checked.returncode == 0 and "no errors" in checked.stdout, checked.stderr
    with town.world():
        said = town.init()
        town.start_service()
        address = f"http://127.0.0.1:{town.port}/readyz"
        until(lambda: httpx.get(address).status_code == 200, "ready")
        ready = httpx.get(address).json()
    assert ready["status"] == "ready" and "NOT CONFIRMED" not in said, ready
    assert "Dial" in (town.home / "fallback" / "fallback.twiml.xml").read_text("utf-8")
    assert "9565550100" in (town.home / "fallback" / "fallback.twiml.xml").read_text("utf-8")
