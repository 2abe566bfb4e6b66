"""Runs the plugin as a user would: through the real kubectl, from PATH."""

import json
import os
import subprocess
from pathlib import Path

import testbed
from testbed import KUBECTL, User

PLUGIN = Path(os.environ["KSCAN_PLUGIN"])

# What a user on the testbed has in the environment instead of typing it each time.
SETTINGS = {
    "KUBECTL_SCAN_SCANNER_IMAGE": testbed.SCANNER_IMAGE,
    "KUBECTL_SCAN_DB_REPOSITORY": testbed.DB_REPOSITORY,
    "KUBECTL_SCAN_REGISTRY_CA": str(testbed.CA),
}


def environment(user: User, **more: str) -> dict:
    path = f"{PLUGIN.parent}:{KUBECTL.parent}:{os.environ['PATH']}"
    return user.environment(**{**SETTINGS, "PATH": path, **more})


def scan(user: User, *arguments: str, timeout: float = 120, **more: str) -> subprocess.CompletedProcess:
    """`kubectl scan ARGUMENTS` to its end, with captured output and without judging the exit code."""
    command = [str(KUBECTL), "scan", *arguments]
    return subprocess.run(command, env=environment(user, **more), capture_output=True, text=True, timeout=timeout)


def start(user: User, *arguments: str, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more: str) -> subprocess.Popen:
    """The same, running."""
    command = [str(KUBECTL), "scan", *arguments]
    return subprocess.Popen(command, env=environment(user, **more), stdout=stdout, stderr=stderr, text=True)


def report(done: subprocess.CompletedProcess) -> dict:
    """The JSON report of a scan that must have succeeded."""
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout)


def incomplete(done: subprocess.CompletedProcess) -> dict:
    """The JSON report of a scan that must have failed for some of its images."""
    assert done.returncode == 3, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout)


def by_container(scanned: dict) -> dict[tuple[str, str], dict]:
    """The items of a report by (pod, container); one that several share is each one's."""
    return {(target["name"], target["container"]): item for item in scanned["items"] for target in item["targets"]}


def by_image(scanned: dict) -> dict[str, dict]:
    """The items of a report, as "registry.example.com/team/app"."""
    return {f"{item['image']['registry']}/{item['image']['repository']}": item for item in scanned["items"]}


def used(item: dict) -> tuple[str, str] | None:
    """Whose entry of which pull secret the image was asked for with, as the report says: (secret, key)."""
    credential = item["credential"]
    return credential and (credential["pullSecret"], credential["key"])


def resource_of(event: dict) -> str:
    """What an audit event is about; "" for a path that is no resource's, such as /version."""
    return event.get("objectRef", {}).get("resource", "")


def calls(events: list[dict], verb: str, resource: str) -> list[dict]:
    """Those of an audit log's events, in order."""
    return [event for event in events if event["verb"] == verb and resource_of(event) == resource]


def jobs(events: list[dict]) -> list[dict]:
    """The Jobs that were sent."""
    return [event["requestObject"] for event in calls(events, "create", "jobs")]


def findings(item: dict) -> set[str]:
    return {vulnerability["id"] for vulnerability in item["vulnerabilities"]}


def with_token(pod_spec: dict) -> set[str]:
    """The containers of a pod that can read a service account token, init containers included."""
    tokens = {volume["name"] for volume in pod_spec["volumes"] if "serviceAccountToken" in json.dumps(volume)}
    containers = pod_spec["initContainers"] + pod_spec["containers"]
    return {
        container["name"]
        for container in containers
        for mount in container["volumeMounts"]
        if mount["name"] in tokens or "kubernetes.io/serviceaccount" in mount["mountPath"]
    }
