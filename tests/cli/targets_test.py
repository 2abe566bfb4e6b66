"""Targets, against an API server that has a few objects and allows nothing else: words, exit codes, owners."""

import json
import os
import subprocess
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PLUGIN = os.environ["KSCAN_PLUGIN"]

DIGEST = "sha256:" + "a" * 64


def owner(api: str, kind: str, name: str) -> list:
    return [{"apiVersion": api, "kind": kind, "name": name, "uid": f"uid-{name}", "controller": True}]


def pod(name: str, image: str, node: str = "linux", **metadata) -> dict:
    return {
        "metadata": {"name": name, "namespace": "shop", "uid": f"uid-{name}", **metadata},
        "spec": {"nodeName": node, "containers": [{"name": "app", "image": image}]},
        "status": {
            "phase": "Running",
            "containerStatuses": [{"name": "app", "imageID": f"{image.split(':')[0]}@{DIGEST}"}],
        },
    }


def node(name: str, system: str, architecture: str) -> dict:
    return {"metadata": {"name": name, "labels": {"kubernetes.io/os": system, "kubernetes.io/arch": architecture}}}


class Api:
    """Answers GET of objects and of lists; 404 for the rest; knows what else it was asked."""

    def __init__(self):
        self.objects: dict[str, dict] = {}
        self.lists: dict[str, list] = {}
        self.written: list[str] = []
        self.busy = 0  # so many requests are put off
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status: int, body: dict) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                path = self.path.split("?")[0]
                if api.busy:
                    api.busy -= 1
                    return self.answer(503, {"kind": "Status", "reason": "ServiceUnavailable", "message": "busy"})
                if path in api.objects:
                    return self.answer(200, api.objects[path])
                if path in api.lists:
                    return self.answer(200, {"metadata": {}, "items": api.lists[path]})
                kind, name = path.split("/")[-2:]
                message = f'{kind} "{name}" not found'
                self.answer(404, {"kind": "Status", "reason": "NotFound", "message": message, "code": 404})

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                if self.path.endswith("/selfsubjectaccessreviews"):
                    return self.answer(201, {"kind": "SelfSubjectAccessReview", "status": {"allowed": True}})
                api.written.append(self.path)
                self.answer(403, {"kind": "Status", "reason": "Forbidden", "message": "no", "code": 403})

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Targets(unittest.TestCase):
    def setUp(self):
        self.api = Api()
        self.addCleanup(self.api.close)
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        for name, system, architecture in (("linux", "linux", "amd64"), ("win", "windows", "amd64"), ("s", "linux", "s390x")):
            self.api.objects[f"/api/v1/nodes/{name}"] = node(name, system, architecture)
        self.api.objects["/api/v1/namespaces/shop"] = {"metadata": {"name": "shop"}}
        self.pods()

    def pods(self, *pods: dict) -> None:
        for path in ("/api/v1/namespaces/shop/pods", "/api/v1/pods"):
            self.api.lists[path] = list(pods)

    def scan(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess:
        where = ("-s", self.api.url, "-n", "shop")
        clean = {"PATH": os.environ["PATH"], "HOME": self.home.name}
        return subprocess.run(
            [PLUGIN, *where, *arguments], env=clean, input=stdin, capture_output=True, text=True, timeout=30
        )

    def owners(self, *arguments: str) -> list:
        done = self.scan("images", *arguments, "-o", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        targets = [t for item in json.loads(done.stdout)["items"] for t in item["targets"]]
        return sorted(f"{t['kind']}/{t['name']}" for t in targets)

    def test_that_are_not_there_are_said_in_kubectls_words(self):
        for arguments in (("pods",), ("namespace",), ("images",)):
            with self.subTest(arguments=arguments):
                done = self.scan(*arguments)
                self.assertEqual((done.returncode, done.stdout), (0, ""))
                self.assertEqual(done.stderr, "No resources found in shop namespace.\n")
                self.assertEqual(self.scan(*arguments, "--fail-if-empty").returncode, 5)
        self.assertEqual(self.scan("-A").stderr, "No resources found\n")
        self.assertEqual(self.api.written, [])

    def test_that_are_not_there_are_an_empty_report_for_programs(self):
        done = self.scan("pods", "-o", "json")
        self.assertEqual((done.returncode, json.loads(done.stdout)["items"]), (0, []))

    def test_that_are_named_and_not_there_are_an_error(self):
        done = self.scan("deploy/web")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('deployments "web" not found', done.stderr)
        self.assertEqual(self.scan("deploy/web", "--ignore-not-found").returncode, 0)

    def test_of_a_type_that_nobody_knows_have_a_hint(self):
        for path in ("/api", "/apis"):
            self.api.objects[path] = {"kind": "APIGroupDiscoveryList", "items": []}
        done = self.scan("podz")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn('the server doesn\'t have a resource type "podz"', done.stderr)
        self.assertIn('hint: did you mean "pods"?', done.stderr)

    def test_are_told_by_what_people_deployed(self):
        self.pods(
            pod("web-1-a", "r.io/web:1", ownerReferences=owner("apps/v1", "ReplicaSet", "web-1")),
            pod("web-1-b", "r.io/web:1", ownerReferences=owner("apps/v1", "ReplicaSet", "web-1")),
            pod("bare", "r.io/bare:1"),
        )
        replicas = {"metadata": {"name": "web-1", "namespace": "shop", "uid": "uid-web-1"}}
        replicas["metadata"]["ownerReferences"] = owner("apps/v1", "Deployment", "web")
        self.api.objects["/apis/apps/v1/namespaces/shop/replicasets/web-1"] = replicas
        self.api.lists["/apis/apps/v1/namespaces/shop/replicasets"] = [replicas]
        for arguments in ((), ("pods",), ("namespace", "shop"), ("-A",)):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.owners(*arguments), ["Deployment/web", "Pod/bare"])

    def test_that_no_scanner_can_scan_make_the_run_incomplete(self):
        self.pods(pod("x", "r.io/app:1", node="win"))
        done = self.scan("pods")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("Windows images are not supported", done.stdout)
        self.assertEqual(self.scan("images", "--fail-if-empty").returncode, 0)
        self.assertEqual(self.api.written, [])

    def test_on_other_platforms_are_scanned_for_these(self):
        self.pods(pod("x", "r.io/app:1", node="s"), pod("y", "r.io/app:1"))
        items = json.loads(self.scan("images", "-o", "json").stdout)["items"]
        self.assertEqual([item["platform"] for item in items], ["linux/amd64", "linux/s390x"])
        done = self.scan("pods", "--dry-run=client", "-o", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"linux/s390x"', done.stdout.replace("\\", ""))

    def test_are_asked_for_again_where_the_server_is_busy(self):
        self.pods(pod("x", "r.io/app:1"))
        self.api.busy = 2
        self.assertEqual(self.owners(), ["Pod/x"])
        self.assertEqual(self.api.busy, 0)

    def test_of_files_have_the_platforms_of_their_nodes(self):
        live = {"apiVersion": "v1", "kind": "Pod", **pod("x", "r.io/app:1", node="s")}
        done = self.scan("-f", "-", "--dry-run=client", "-o", "json", stdin=json.dumps(live))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"linux/s390x"', done.stdout.replace("\\", ""))

    def test_that_ask_to_be_left_alone_are(self):
        self.pods(pod("x", "r.io/app:1", annotations={"kubectl-scan.dev/ignore": "true"}))
        done = self.scan("pods")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 image is not scanned, because annotation kubectl-scan.dev/ignore", done.stderr)
        self.assertEqual(self.api.written, [])


if __name__ == "__main__":
    unittest.main()
