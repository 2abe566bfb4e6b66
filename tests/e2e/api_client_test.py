"""The client alone (tests/api_client) against the real API server, next to the real kubectl."""

import concurrent.futures
import http.client
import json
import os
import ssl
import subprocess
import tempfile
import unittest
from base64 import b64decode
from pathlib import Path
from urllib.parse import urlsplit

import testbed
from cutting_relay import CuttingRelay
from testbed import API, CA, KUBECONFIG, OPEN, Namespace, User, wait_until

CLIENT = Path(os.environ["KSCAN_API_CLIENT"])
ADMIN = User("admin", KUBECONFIG)
PODS = 10_000
PEAK_KIB = 64 * 1024

# What people type, and kubectl resolves; the last are of the custom resource below.
TYPES = """po pod pods Pod PODS deploy deployments deployments.apps deployments.v1.apps deploy.apps hpa cj sts sa
    events ev events.events.k8s.io events.v1.events.k8s.io jobs.batch job.v1.batch storageclass.storage cs crd ns no
    ingresses.networking role clusterrole.rbac wdg widget widgets.kscan.example.com widgets.v1.kscan.example.com""".split()

WIDGETS = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "widgets.kscan.example.com"},
    "spec": {
        "group": "kscan.example.com",
        "scope": "Namespaced",
        "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "shortNames": ["wdg"]},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {"type": "object", "properties": {"filling": {"type": "string"}}},
                },
            }
        ],
    },
}


def client(user: User, *arguments: str, check: bool = True, timeout: float = 120) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [CLIENT, *arguments], env=user.environment(), capture_output=True, text=True, timeout=timeout
    )
    assert not check or done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


class Admin:
    """Requests as the cluster's admin, without a kubectl for each."""

    def __init__(self, directory: Path):
        config = json.loads(testbed.kubectl("config", "view", "--raw", "-o", "json").stdout)
        user = config["users"][0]["user"]
        self._context = ssl.create_default_context(cafile=CA)
        pem = directory / "admin.pem"
        pem.touch(mode=0o600)
        pem.write_bytes(b"".join(self._pem(user, part) for part in ("client-certificate", "client-key")))
        self._context.load_cert_chain(pem)

    @staticmethod
    def _pem(user: dict, part: str) -> bytes:
        data = user.get(f"{part}-data")
        return b64decode(data) if data else Path(user[part]).read_bytes()

    def post(self, path: str, bodies: list[bytes]) -> None:
        """One after the other over one connection."""
        connection = http.client.HTTPSConnection(urlsplit(API).hostname, context=self._context)
        for body in bodies:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read()
            assert response.status == 201, text
        connection.close()


def idle_pod(name: str, **more: str) -> bytes:
    """Of a usual size, for no node that there is."""
    environment = [{"name": f"VARIABLE_{index}", "value": "x" * 40} for index in range(30)]
    container = {"name": "c", "image": "registry.invalid/none:1", "env": environment}
    spec = {"nodeSelector": {"kscan.example.com/none": "true"}, "containers": [container], **more}
    return json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}).encode()


class Lists(unittest.TestCase):
    def test_ten_thousand_pods_in_little_memory(self):
        with tempfile.TemporaryDirectory() as directory, Namespace() as ns:
            admin = Admin(Path(directory))
            # Nobody tries to schedule them, which would keep the cluster busy for minutes.
            bodies = [idle_pod(f"idle-{index:05}", schedulerName="none") for index in range(PODS)]
            path = f"/api/v1/namespaces/{ns.name}/pods"
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                for done in [pool.submit(admin.post, path, bodies[start::8]) for start in range(8)]:
                    done.result()
            listed = client(ADMIN, "-n", ns.name, "list", "pods").stdout.split()
            self.assertEqual(listed[:2], ["pods", str(PODS)])
            self.assertLess(int(listed[3]), PEAK_KIB)
            self.assertGreater(int(listed[3]), 1024, "the measure itself must work")


class Cuts(unittest.TestCase):
    """Connections to the API server that are reset at any byte."""

    def setUp(self):
        self.ns = self.enterContext(Namespace())

    def start(self, relay: CuttingRelay, *arguments: str) -> subprocess.Popen:
        user = self.ns.user("admin", server=relay.url)
        self.output = self.enterContext(tempfile.TemporaryFile("w+"))
        process = subprocess.Popen(
            [CLIENT, *arguments], env=user.environment(), stdout=self.output, stderr=subprocess.PIPE, text=True
        )
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def lines(self) -> list[str]:
        return os.pread(self.output.fileno(), 1 << 30, 0).decode().splitlines()

    def test_watch_misses_nothing(self):
        with CuttingRelay(seed=4, most=150_000) as relay:
            process = self.start(relay, "watch")
            wanted = [f"watched-{index}" for index in range(60)]
            for name in wanted:
                self.ns.create("Pod", name, spec=json.loads(idle_pod(name))["spec"])
            self.ns.kubectl("delete", "pods", "--all", "--grace-period=0", "--force")

            def names(change: str) -> list[str]:
                return [name for told, name, _ in map(str.split, self.lines()) if told == change]

            def all_seen() -> bool:
                assert process.poll() is None, process.stderr.read()
                return set(wanted) <= set(names("deleted"))

            wait_until(all_seen, 120, "the changes")
            self.assertEqual(names("added"), wanted)
            self.assertCountEqual(names("deleted"), wanted)
            versions = [tuple(line.split()[1:]) for line in self.lines() if not line.startswith("deleted")]
            self.assertEqual(len(versions), len(set(versions)), "a change was told twice")
            self.assertGreater(relay.cuts, 3, "hardly anything was cut")

    def test_log_is_whole(self):
        count = 20_000
        script = f"i=0; while [ $i -lt {count} ]; do echo line $i; i=$((i+1)); [ $((i % 100)) -ne 0 ] || sleep 0.1; done"
        self.ns.create("Pod", "talker", spec=talker(script))
        wait_until(lambda: self.ns.get("pod/talker")["status"]["phase"] != "Pending", 60, "a pod that talks")
        with CuttingRelay(seed=4, most=400_000) as relay:
            process = self.start(relay, "log", "talker", "c0")
            _, errors = process.communicate(timeout=180)
            self.assertEqual(process.returncode, 0, errors)
            self.assertEqual(self.lines(), [f"line {index}" for index in range(count)])
            self.assertGreater(relay.cuts, 3, "hardly anything was cut")


class Access(unittest.TestCase):
    def test_is_what_the_authorizer_says(self):
        with Namespace() as ns:
            user = ns.user("view")
            for verb, resource, code in (("list", "pods", 0), ("create", "pods", 1), ("get", "secrets", 1)):
                with self.subTest(verb=verb, resource=resource):
                    self.assertEqual(client(user, "can-i", verb, resource, check=False).returncode, code)

    def test_refusal_names_the_command_that_tells_why(self):
        with Namespace() as ns:
            done = client(ns.user("view"), "-n", "kube-system", "list", "pods", check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn("Error from server (Forbidden): pods is forbidden", done.stderr)
            self.assertIn("hint: kubectl auth can-i list pods -n kube-system", done.stderr)


class Discovery(unittest.TestCase):
    """kubectl's cache, shared."""

    @classmethod
    def setUpClass(cls):
        testbed.apply(WIDGETS)
        cls.addClassCleanup(testbed.kubectl, "delete", "crd", "widgets.kscan.example.com")
        testbed.kubectl("wait", "--for=condition=Established", "crd/widgets.kscan.example.com", "--timeout=30s")

    def setUp(self):
        self.caches = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def resolve(self, cache: str, *types: str) -> dict:
        lines = client(ADMIN, "--cache-dir", str(self.caches / cache), "resolve", *types).stdout.splitlines()
        return {line.split()[0]: line.split()[1] for line in lines}

    def api_resources(self, cache: str, *arguments: str) -> str:
        return testbed.kubectl("api-resources", "--cache-dir", self.caches / cache, *arguments).stdout

    def files(self, cache: str) -> dict:
        """Without the storage hashes, which we do not keep, and the order of resources."""
        root = self.caches / cache / "discovery"
        files = {}
        for path in root.rglob("*.json"):
            document = json.loads(path.read_text())
            for resource in document.get("resources", []):
                resource.pop("storageVersionHash", None)
                group, version = resource.pop("group", ""), resource.pop("version", "")
                # Naming the list's own is as good as naming none.
                if f"{group}/{version}".strip("/") not in ("", document["groupVersion"]):
                    resource["kind"] = [group, version, resource["kind"]]
            document.get("resources", []).sort(key=lambda resource: resource["name"])
            files[str(path.relative_to(root))] = document
        return files

    def test_types_are_those_of_kubectl(self):
        ours = self.resolve("ours", *TYPES)
        for name in TYPES:
            with self.subTest(type=name):
                # At this level kubectl tells each request; "-A" so that the path names no namespace.
                told = testbed.kubectl("get", name, "-A", "-v=6", "--cache-dir", self.caches / "kubectl").stderr
                path = [urlsplit(word.split('"')[1]).path for word in told.split() if word.startswith('url="')][-1]
                *_, group, version, plural = ("", "", *path.removeprefix("/apis/").removeprefix("/api/").split("/"))
                self.assertEqual(ours[name], f"{plural}.{version}.{group}")

    def test_category_is_that_of_kubectl(self):
        lines = client(ADMIN, "resolve", "all").stdout.splitlines()
        ours = {line.split()[1] for line in lines}
        wanted = self.api_resources("kubectl", "--categories=all", "-o", "name").split()
        self.assertEqual({".".join(name.split(".")[::2]).rstrip(".") for name in ours}, set(wanted))

    def test_files_are_those_of_kubectl(self):
        self.resolve("ours", "pods")
        self.api_resources("kubectl")
        self.assertEqual(self.files("ours"), self.files("kubectl"))

    def test_kubectl_reads_what_we_write(self):
        self.resolve("ours", "pods")
        wanted = self.api_resources("kubectl")
        offline = ("--server", "https://127.0.0.1:1", "--cache-dir", self.caches / "ours")
        [real] = (self.caches / "ours/discovery").iterdir()
        real.rename(real.with_name("127.0.0.1_1"))
        self.assertEqual(testbed.kubectl("api-resources", "--cached=true", *offline).stdout, wanted)

    def test_we_read_what_kubectl_writes(self):
        self.api_resources("kubectl")
        [real] = (self.caches / "kubectl/discovery").iterdir()
        real.rename(real.with_name("127.0.0.1_1"))
        config = self.caches / "nobody.kubeconfig"
        raw = testbed.kubectl("config", "view", "--raw", "-o", "json").stdout
        config.write_text(raw.replace(API, "https://127.0.0.1:1"))
        done = client(User("nobody", config), "--cache-dir", str(self.caches / "kubectl"), "resolve", "wdg", "deploy")
        self.assertEqual(
            done.stdout.splitlines(),
            [
                "wdg widgets.v1.kscan.example.com Widget namespaced",
                "deploy deployments.v1.apps Deployment namespaced",
            ],
        )

    def test_unknown_type_is_told_as_kubectl_tells_it(self):
        done = client(ADMIN, "resolve", "gadgets.example.com", check=False)
        self.assertEqual(done.returncode, 2)
        theirs = testbed.kubectl("get", "gadgets.example.com", check=False).stderr
        self.assertEqual("error: " + done.stderr.splitlines()[0], theirs.strip())


def talker(script: str) -> dict:
    """A pod that runs a shell script once, with this machine's shell: the images have none."""
    spec = testbed.pod_spec([f"{OPEN}/team/none:1"], restartPolicy="Never")
    places = {"/usr": "/usr", "/bin": "/usr/bin", "/lib": "/usr/lib", "/lib64": "/usr/lib64"}
    spec["volumes"] = [
        {"name": place.strip("/"), "hostPath": {"path": source}} for place, source in places.items()
    ]
    mounts = [{"name": place.strip("/"), "mountPath": place, "readOnly": True} for place in places]
    spec["containers"][0] |= {"command": ["/usr/bin/sh", "-c", script], "volumeMounts": mounts}
    return spec


if __name__ == "__main__":
    unittest.main()
