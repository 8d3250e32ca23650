"""The manifests of deploy/kubernetes fit the service, and systemd accepts the units."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from hotline.cli.main import COMMANDS
from hotline.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
MANIFESTS = [
    one
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    if file.name != "kustomization.yaml"
    for one in yaml.safe_load_all(file.read_text("utf-8"))
]


def pods() -> dict[str, dict[str, Any]]:
    """The pods by the name of their deployment."""
    return {
        one["metadata"]["name"]: one["spec"]["template"]["spec"]
        for one in MANIFESTS
        if one["kind"] == "Deployment"
    }


def test_web_and_workers_run_commands_that_exist_locked_in() -> None:
    assert set(pods()) == {"web", "worker"}
    for pod in pods().values():
        (container,) = pod["containers"]
        program, *words = container["command"]
        assert program == "hotline" and words[0] in COMMANDS
        assert container["envFrom"] == [{"secretRef": {"name": "hotline"}}], "no secret in a file"
        locked = container["securityContext"]
        assert locked["readOnlyRootFilesystem"] and not locked["allowPrivilegeEscalation"]
        assert locked["capabilities"] == {"drop": ["ALL"]}
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False, "it sets HOTLINE_… variables"
        known = {f"HOTLINE_{name.upper()}" for name in Settings.model_fields}
        assert {one["name"] for one in container["env"]} <= known
    assert "--no-worker" in pods()["web"]["containers"][0]["command"]


def test_ports_and_selectors_lead_to_the_pods() -> None:
    labels = {
        one["metadata"]["name"]: one["spec"]["template"]["metadata"]["labels"]
        for one in MANIFESTS
        if one["kind"] == "Deployment"
    }
    ports = {name: pod["containers"][0]["ports"][0] for name, pod in pods().items()}
    assert ports["web"]["containerPort"] == Settings.model_fields["port"].default
    assert ports["worker"]["containerPort"] == Settings.model_fields["worker_metrics_port"].default
    (service,) = [o for o in MANIFESTS if o["kind"] == "Service" and o["metadata"]["name"] == "web"]
    assert service["spec"]["selector"] == labels["web"]
    assert service["spec"]["ports"][0]["targetPort"] == ports["web"]["name"]
    (budget,) = [one for one in MANIFESTS if one["kind"] == "PodDisruptionBudget"]
    assert budget["spec"]["selector"]["matchLabels"] == labels["web"]
    for one in MANIFESTS:
        if one["kind"] == "NetworkPolicy":
            assert one["spec"]["podSelector"]["matchLabels"] == labels[one["metadata"]["name"]]
    closed = [
        path["path"]
        for one in MANIFESTS
        if one["kind"] == "Ingress"
        for rule in one["spec"]["rules"]
        for path in rule["http"]["paths"]
        if path["backend"]["service"]["name"] == "nothing"
    ]
    assert closed == ["/metrics"]


def test_kustomize_builds_them() -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed; with it the manifests are built")
    built = subprocess.run(
        [kubectl, "kustomize", DEPLOY / "kubernetes"], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    made = list(yaml.safe_load_all(built.stdout))
    assert len(made) == len(MANIFESTS)
    assert {one["metadata"]["namespace"] for one in made} == {"hotline"}


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """With the program in place of the one that is not installed here, and no user of its own."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not installed; with it the units are verified")
    for name in ("hotline.service", "hotline-worker@.service"):
        unit = (DEPLOY / name).read_text("utf-8")
        unit = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit, flags=re.MULTILINE)
        (tmp_path / name).write_text(unit, "utf-8")
        done = subprocess.run(
            [analyze, "verify", tmp_path / name], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
