"""A worker process serves its own counters, and says so when it cannot."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import httpx
import pytest

from hotline.cli.serve import serve_counters
from hotline.deployment import Deployment
from hotline.wiring import new_worker
from tests.line import settings_for


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def deployment(folder: Path, port: int) -> Deployment:
    settings = settings_for(folder, "http://127.0.0.1", 25, worker_metrics_port=port)
    return Deployment.of(settings)


def test_a_worker_serves_its_counters_until_it_stops(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    dep = deployment(tmp_path, port)
    new_worker(dep, "counted")
    end = serve_counters(dep)
    shown = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=60, verify=False).text
    for kind in ("alert", "page", "reporter.text", "upkeep", "other"):
        assert f'hotline_jobs_done_total{{kind="{kind}"}}' in shown
        assert f'hotline_jobs_failed_total{{kind="{kind}"}}' in shown
    assert "hotline_worker_unseen_seconds" in shown
    with caplog.at_level(logging.WARNING):
        serve_counters(dep)()
    assert "HOTLINE_WORKER_METRICS_PORT" in caplog.text and str(port) in caplog.text
    end()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=60, verify=False)
    dep.close()


def test_port_0_serves_none(tmp_path: Path) -> None:
    dep = deployment(tmp_path, 0)
    serve_counters(dep)()
    dep.close()
