#!/usr/bin/env python3
"""Makes OCI image layouts and publishes them: what the testbed needs of umoci and skopeo, with the same bytes every time.

oci.py image LAYOUT ROOTDIR ENTRYPOINT [--name NAME]
oci.py artifact LAYOUT FILE --title NAME --config-type TYPE --layer-type TYPE
oci.py push LAYOUT HOST:PORT/REPOSITORY:TAG --ca FILE [--user NAME:PASSWORD]
"""

import argparse
import base64
import gzip
import hashlib
import http.client
import io
import json
import platform
import ssl
import tarfile
import urllib.parse
from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def tar_directory(root: Path) -> bytes:
    """An archive of a directory's content, owned by root, without times."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(root.rglob("*")):
            entry = tar.gettarinfo(path, str(path.relative_to(root)))
            entry.mtime = entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            with path.open("rb") if entry.isreg() else io.BytesIO() as content:
                tar.addfile(entry, content if entry.isreg() else None)
    return archive.getvalue()


class Layout:
    def __init__(self, path):
        self.path = Path(path)
        self.blobs = self.path / "blobs/sha256"

    def add(self, content: bytes, media_type: str, **fields) -> dict:
        """Stores a blob and describes it."""
        digest = hashlib.sha256(content).hexdigest()
        self.blobs.mkdir(parents=True, exist_ok=True)
        (self.blobs / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content), **fields}

    def add_json(self, content: dict, media_type: str, **fields) -> dict:
        return self.add(json.dumps(content).encode(), media_type, **fields)

    def finish(self, config: dict, layers: list, annotations: dict) -> None:
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
        entry = self.add_json(manifest, MANIFEST, annotations=annotations)
        (self.path / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        (self.path / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))

    def manifest(self) -> dict:
        """The descriptor of the layout's one manifest."""
        return json.loads((self.path / "index.json").read_text())["manifests"][0]

    def blob(self, digest: str) -> bytes:
        return (self.blobs / digest.removeprefix("sha256:")).read_bytes()


def make_image(layout, root, entrypoint: str, name: str = "") -> None:
    """An image of one layer. `name` is what containerd calls it on import."""
    layout = Layout(layout)
    archive = tar_directory(Path(root))
    # Level 1: the layers are large, and read once from the same machine.
    layer = layout.add(gzip.compress(archive, 1, mtime=0), LAYER)
    config = {
        "architecture": ARCHITECTURE,
        "os": "linux",
        "config": {"Entrypoint": [entrypoint]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(archive).hexdigest()}"]},
        "history": [{"created_by": "kubectl-scan testbed"}],
    }
    annotations = {"io.containerd.image.name": name} if name else {}
    layout.finish(layout.add_json(config, CONFIG), [layer], annotations)


def make_artifact(layout, file, title: str, config_type: str, layer_type: str) -> None:
    layout = Layout(layout)
    layer = layout.add(Path(file).read_bytes(), layer_type, annotations={"org.opencontainers.image.title": title})
    layout.finish(layout.add_json({}, config_type), [layer], {})


class Registry:
    """One connection to a registry, with basic authentication."""

    def __init__(self, host: str, ca: str, user: str = ""):
        self.connection = http.client.HTTPSConnection(host, context=ssl.create_default_context(cafile=ca), timeout=60)
        self.headers = {"Authorization": "Basic " + base64.b64encode(user.encode()).decode()} if user else {}

    def request(self, method: str, url: str, accept: tuple, body: bytes = b"", media_type: str = ""):
        headers = self.headers | ({"Content-Type": media_type} if media_type else {})
        self.connection.request(method, url, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status not in accept:
            raise RuntimeError(f"{method} {url}: {response.status} {text.decode(errors='replace')}")
        return response

    def push_blob(self, repository: str, digest: str, content: bytes) -> None:
        if self.request("HEAD", f"/v2/{repository}/blobs/{digest}", (200, 404)).status == 200:
            return
        started = self.request("POST", f"/v2/{repository}/blobs/uploads/", (202,))
        location = urllib.parse.urlsplit(started.getheader("Location"))
        url = f"{location.path}?{location.query}&digest={digest}".replace("?&", "?")
        self.request("PUT", url, (201,), content, "application/octet-stream")

    def push(self, layout, repository: str, tag: str) -> str:
        """Publishes a layout's manifest and what it refers to; returns its digest."""
        layout = Layout(layout)
        entry = layout.manifest()
        manifest = layout.blob(entry["digest"])
        parts = json.loads(manifest)
        for part in [parts["config"], *parts["layers"]]:
            self.push_blob(repository, part["digest"], layout.blob(part["digest"]))
        self.request("PUT", f"/v2/{repository}/manifests/{tag}", (201,), manifest, entry["mediaType"])
        return entry["digest"]


def push(layout, reference: str, ca: str, user: str = "") -> str:
    host, _, rest = reference.partition("/")
    repository, _, tag = rest.rpartition(":")
    return Registry(host, ca, user).push(layout, repository, tag)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    image = commands.add_parser("image")
    image.add_argument("layout")
    image.add_argument("root")
    image.add_argument("entrypoint")
    image.add_argument("--name", default="")
    image.set_defaults(run=make_image)
    artifact = commands.add_parser("artifact")
    artifact.add_argument("layout")
    artifact.add_argument("file")
    artifact.add_argument("--title", required=True)
    artifact.add_argument("--config-type", required=True)
    artifact.add_argument("--layer-type", required=True)
    artifact.set_defaults(run=make_artifact)
    publish = commands.add_parser("push")
    publish.add_argument("layout")
    publish.add_argument("reference")
    publish.add_argument("--ca", required=True)
    publish.add_argument("--user", default="")
    publish.set_defaults(run=push)
    arguments = vars(parser.parse_args())
    arguments.pop("run")(**arguments)


if __name__ == "__main__":
    main()
