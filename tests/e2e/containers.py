"""The containers of a pod, seen from their node: what a process in one of them could read."""

import subprocess
from pathlib import Path

from testbed import Namespace

PROC = Path("/proc")


def processes(pod: dict) -> dict[str, list[Path]]:
    """Of each container that runs: its processes' directories in /proc."""
    status = pod["status"]
    containers = status.get("initContainerStatuses", []) + status.get("containerStatuses", [])
    names = {container.get("containerID", "").rpartition("/")[2]: container["name"] for container in containers}
    found = {}
    for process in PROC.glob("[0-9]*"):
        groups = _read(process / "cgroup").decode().splitlines()
        ids = {group.rpartition("/")[2] for group in groups if f"/pod{pod['metadata']['uid']}/" in group}
        for container in ids & set(names):
            found.setdefault(names[container], []).append(process)
    return found


def environments(process: Path) -> bytes:
    return _read(process / "environ") + _read(process / "cmdline")


def files(process: Path, patterns: list[str]) -> set[str]:
    """The files that hold one of the patterns, of all that the process can reach: every mount of its container."""
    root = process / "root"
    expressions = [argument for pattern in patterns for argument in ("-e", pattern)]
    kernel = ("-path", f"{root}/proc", "-o", "-path", f"{root}/sys")
    find = ("find", f"{root}/", "(", *kernel, ")", "-prune", "-o", "-type", "f", "-exec")
    # Files come and go meanwhile; that is no failure.
    done = subprocess.run([*find, "grep", "-laF", *expressions, "{}", "+"], capture_output=True, text=True)
    return {name.removeprefix(str(root)) for name in done.stdout.split()}


def namespaces(process: Path) -> dict[str, str]:
    return {kind: str((process / "ns" / kind).readlink()) for kind in ("pid", "mnt")}


def scan_pod(ns: Namespace) -> dict:
    """The one that runs now."""
    [pod] = ns.get("pods", "-l", "app.kubernetes.io/managed-by=kubectl-scan")["items"]
    return pod


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""
