"""What tests need of the testbed: kubectl, namespaces, workloads, users, and what the API server and registries saw.

    with Namespace(enforce="restricted") as ns:
        ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        ns.pod("web", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["regcred"])
        user = ns.user("edit")
        subprocess.run(["kubectl", "scan", "pod", "web"], env=user.environment())
        assert not [event for event in audit(user) if event["objectRef"]["resource"] == "secrets"]
        wait_until(lambda: not ns.leftovers(), 30)
"""

import base64
import json
import os
import secrets
import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

STATE = Path(os.environ.get("KSCAN_STATE", "/tmp/kscan-testbed"))
KUBECONFIG = STATE / "admin.kubeconfig"  # cluster-admin
KUBECTL = STATE / "bin/kubectl"
TRIVY = STATE / "bin/trivy"
GRYPE = STATE / "bin/grype"
CA = STATE / "pki/ca.crt"
CONTAINERD = STATE / "run/containerd.sock"
API = "https://10.96.0.1"

PRIVATE_A = "registry-a.test:5000"
PRIVATE_B = "registry-b.test:5000"  # the same registry
OPEN = "registry-open.test:5001"
TOKEN = "registry-token.test:5002"  # the same images, behind the token server tokens.test:5003
CLOSED = "registry-closed.test:5004"  # what the open one has, with a password
PLAIN = "registry-plain.test:5005"  # the private one without TLS
PULLER = ("puller", "s3cret")
OTHER = ("other", 'p, w:"ö$%\\n')
LINES = ("lines", "two\nlines ")
# Passwords that are found nowhere else by chance.
SEARCHED = ("searched", "Wq7xZk29vTrBn4LmHs8d")
SOUGHT = ("sought", "Jt5yRp83hUcDf6NgXe1b")
SCANNER_IMAGE = f"{OPEN}/tools/trivy:0.70.0"
DB_REPOSITORY = f"{OPEN}/tools/trivy-db:2"
JAVA_DB_REPOSITORY = f"{OPEN}/tools/trivy-java-db:1"
GRYPE_IMAGE = f"{OPEN}/tools/grype:0.110.0"
GRYPE_DB = "/database.tar.gz"  # in that image, for `grype db import`; the artifact tools/grype-db:6 is the same
# What trivy finds in team/NAME:1; in jar-nometa with the Java database only.
FINDINGS = {
    "web": {"CVE-2019-10744"},
    "py": {"CVE-2019-14806"},
    "os": {"CVE-2019-1549", "CVE-2019-1551"},
    "jar": {"CVE-2021-44228"},
    "jar-nometa": {"CVE-2021-44228"},
    "clean": set(),
    "none": set(),
}
# What grype finds: its database has not all that trivy's has, and no Java database tells what jar-nometa is.
GRYPE_FINDINGS = {
    "web": {"GHSA-jf85-cpcp-j695"},
    "py": {"GHSA-gq9m-qvpx-68hc"},
    "os": {"CVE-2019-1549"},
    "jar": {"GHSA-jfh8-c2jp-5v3q"},
    "jar-nometa": set(),
    "clean": set(),
    "none": set(),
}

USERS_GROUP = "kscan-testers"
USERS_NAMESPACE = "kscan-users"
OWN_LABEL = "app.kubernetes.io/managed-by=kubectl-scan"
OWN_KINDS = "jobs,pods,secrets,configmaps,serviceaccounts,roles,rolebindings"
# Controllers of workloads that kubectl-scan never creates.
FOREIGN_CONTROLLERS = {"ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "CronJob"}
EVERY_NAMESPACE_HAS = {("ServiceAccount", "default"), ("ConfigMap", "kube-root-ca.crt")}

# What no proxy reaches.
DIRECT = (
    "10.96.0.1,10.244.0.1,127.0.0.1,localhost,.test,"
    "kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster.local"
)

RESTRICTED = {
    "runAsNonRoot": True,
    "runAsUser": 65532,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


def wait_until(condition, timeout: float = 30, what: str = "condition"):
    """Polls until the condition holds; returns what it returned."""
    deadline = time.monotonic() + timeout
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} not reached in {timeout} s")
        time.sleep(0.1)
    return result


def environment(**more: str) -> dict:
    """For a child process: ours, but the testbed is behind no proxy, and nobody's settings of the plugin leak in."""
    direct = ",".join(filter(None, (os.environ.get("NO_PROXY"), os.environ.get("no_proxy"), DIRECT)))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KUBECTL_SCAN_")}
    return inherited | {"NO_PROXY": direct, "no_proxy": direct} | more


def run(*command, check: bool = True, timeout: float = 60, **options) -> subprocess.CompletedProcess:
    """Runs a command with captured text output; a failure's message holds what it said."""
    options.setdefault("env", environment())
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=timeout, **options)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def kubectl(*arguments, kubeconfig: Path = KUBECONFIG, **options) -> subprocess.CompletedProcess:
    return run(KUBECTL, "--kubeconfig", kubeconfig, *arguments, **options)


def apply(*objects: dict) -> list[str]:
    """Creates objects as the cluster's admin; returns their UIDs."""
    created = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
    return kubectl("create", "-f", "-", "-o", 'jsonpath={.metadata.uid}{"\\n"}', input=created).stdout.split()


@dataclass(frozen=True)
class User:
    name: str  # as the API server and the audit log call it
    kubeconfig: Path

    def environment(self, **more: str) -> dict:
        """For a child process: this user's KUBECONFIG, the testbed's kubectl first in PATH."""
        path = f"{KUBECTL.parent}:{os.environ['PATH']}"
        return environment(**{"KUBECONFIG": str(self.kubeconfig), "PATH": path, **more})


class Namespace:
    """A fresh namespace, deleted at the end of its `with` block."""

    def __init__(self, enforce: str = "", prefix: str = "test"):
        self.name = f"{prefix}-{secrets.token_hex(4)}"
        self._enforce = enforce
        self._known = set()  # UIDs
        self._token_users = []

    def __enter__(self):
        labels = {"pod-security.kubernetes.io/enforce": self._enforce} if self._enforce else {}
        apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": self.name, "labels": labels}})
        self.directory = Path(tempfile.mkdtemp(prefix=f"{self.name}-"))
        # Pods are refused until the controllers have made both.
        wanted = ("get", "serviceaccount/default", "configmap/kube-root-ca.crt")
        wait_until(lambda: self.kubectl(*wanted, check=False).returncode == 0, what=f"namespace {self.name}")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory)
        kubectl("delete", "namespace", self.name, "--wait=false")
        if self._token_users:
            kubectl("delete", "serviceaccount", "-n", USERS_NAMESPACE, *self._token_users)

    def kubectl(self, *arguments, **options) -> subprocess.CompletedProcess:
        """kubectl in this namespace, as the cluster's admin."""
        return kubectl("-n", self.name, *arguments, **options)

    def get(self, *arguments) -> dict:
        return json.loads(self.kubectl("get", *arguments, "-o", "json").stdout)

    def create(self, kind: str, name: str, api_version: str = "v1", labels: dict = {}, **content) -> None:
        metadata = {"name": name, "namespace": self.name, "labels": labels}
        self._known.update(apply({"apiVersion": api_version, "kind": kind, "metadata": metadata, **content}))

    def pull_secret(self, name: str, servers: dict[str, tuple[str, str]]) -> str:
        """A kubernetes.io/dockerconfigjson Secret: {server: (username, password)}."""
        text = json.dumps({"auths": _logins(servers)})
        return self.secret(name, {".dockerconfigjson": text}, "kubernetes.io/dockerconfigjson")

    def dockercfg(self, name: str, servers: dict[str, tuple[str, str]]) -> str:
        """A kubernetes.io/dockercfg Secret, the form before docker's config.json."""
        return self.secret(name, {".dockercfg": json.dumps(_logins(servers))}, "kubernetes.io/dockercfg")

    def change_pull_secret(self, name: str, servers: dict[str, tuple[str, str]]) -> None:
        """What a rotated password looks like to pods that run already."""
        text = json.dumps({"auths": _logins(servers)})
        self.kubectl("patch", "secret", name, "-p", json.dumps({"stringData": {".dockerconfigjson": text}}))

    def secret(self, name: str, data: dict[str, str], kind: str = "Opaque") -> str:
        self.create("Secret", name, type=kind, stringData=data)
        return name

    def pod(self, name: str, images: list[str], wait: bool = True, **spec) -> str:
        """A pod with one container per image. `spec`: as in pod_spec."""
        self.create("Pod", name, spec=pod_spec(images, **spec))
        if wait:
            self.wait_for_pods(name)
        return name

    def wait_for_pods(self, *names: str) -> None:
        """Until they run."""
        pods = [f"pod/{name}" for name in names]
        self.kubectl("wait", "--for=jsonpath={.status.phase}=Running", *pods, "--timeout=60s", timeout=70)

    def deployment(self, name: str, images: list[str], replicas: int = 1, wait: bool = True, **spec) -> str:
        labels = {"app": name}
        template = {"metadata": {"labels": labels}, "spec": pod_spec(images, **spec)}
        content = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
        self.create("Deployment", name, "apps/v1", spec=content)
        if wait:
            self.kubectl("rollout", "status", f"deployment/{name}", "--timeout=60s", timeout=70)
        return name

    def user(self, role: str | list[dict], token: bool = False, server: str = API) -> User:
        """A fresh user, bound in this namespace to a ClusterRole or to a list of rules of its own.

        With a client certificate, in group kscan-testers; with `token`, a ServiceAccount in namespace kscan-users.
        """
        short = f"user-{secrets.token_hex(4)}"
        if token:
            name, subject, credential = self._token_user(short)
        else:
            name, subject, credential = self._certificate_user(short)
        kind = "ClusterRole"
        if not isinstance(role, str):
            self.create("Role", short, "rbac.authorization.k8s.io/v1", rules=role)
            kind, role = "Role", short
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": role}
        self.create("RoleBinding", short, "rbac.authorization.k8s.io/v1", roleRef=reference, subjects=[subject])
        kubeconfig = self.directory / f"{short}.kubeconfig"
        kubeconfig.touch(mode=0o600)
        kubeconfig.write_text(json.dumps(_kubeconfig(server, self.name, credential)))
        user = User(name, kubeconfig)
        # The authorizer learns of the binding by watch. Asked by the admin: the user's audit log is for the test alone.
        review = ("auth", "can-i", "--list", "--as", name)
        wait_until(lambda: "pods" in self.kubectl(*review, check=False).stdout, what=f"role of {name}")
        return user

    def _token_user(self, short: str) -> tuple[str, dict, dict]:
        kubectl("create", "serviceaccount", short, "-n", USERS_NAMESPACE)
        self._token_users.append(short)
        token = kubectl("create", "token", short, "-n", USERS_NAMESPACE).stdout.strip()
        subject = {"kind": "ServiceAccount", "name": short, "namespace": USERS_NAMESPACE}
        return f"system:serviceaccount:{USERS_NAMESPACE}:{short}", subject, {"token": token}

    def _certificate_user(self, short: str) -> tuple[str, dict, dict]:
        key, request = self.directory / f"{short}.key", self.directory / f"{short}.csr"
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        run("openssl", "req", *curve, "-subj", f"/O={USERS_GROUP}/CN={short}", "-keyout", key, "-out", request)
        signer = ("-CA", CA, "-CAkey", CA.with_name("ca.key"), "-set_serial", str(secrets.randbits(64)), "-days", "2")
        certificate = run("openssl", "x509", "-req", "-in", request, *signer).stdout
        credential = {
            "client-certificate-data": _base64(certificate),
            "client-key-data": _base64(key.read_text()),
        }
        return short, {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": short}, credential

    def snapshot(self) -> None:
        """What exists now is no leftover, unless it has kubectl-scan's label. Call it right before a scan.

        Only needed for what other means than this class's methods have created.
        """
        self._known.update(found["metadata"]["uid"] for found in self.get(OWN_KINDS)["items"])

    def leftovers(self) -> list[str]:
        """What kubectl-scan has left: every object with its label, and every object that was not known before.

        A known object that was replaced is an unknown one.
        """
        objects = self.get(OWN_KINDS)["items"]
        label, _, value = OWN_LABEL.partition("=")
        known = set(self._known)
        # Jobs before pods: a pod is as foreign as the job that made it.
        for found in sorted(objects, key=lambda found: found["kind"]):
            metadata = found["metadata"]
            controllers = [owner for owner in metadata.get("ownerReferences", []) if owner.get("controller")]
            foreign = any(owner["kind"] in FOREIGN_CONTROLLERS or owner["uid"] in known for owner in controllers)
            if found["kind"] in ("Job", "Pod") and foreign:
                known.add(metadata["uid"])
            if (found["kind"], metadata["name"]) in EVERY_NAMESPACE_HAS:
                known.add(metadata["uid"])
            if metadata.get("labels", {}).get(label) == value:
                known.discard(metadata["uid"])
        left = (found for found in objects if found["metadata"]["uid"] not in known)
        return sorted(f"{found['kind'].lower()}/{found['metadata']['name']}" for found in left)


def pod_spec(images: list[str], pull_secrets: list[str] = (), pull_policy: str = "Always", **more) -> dict:
    """One container per image, as Pod Security `restricted` wants them."""
    # Always: with a cached image, the kubelet asks for no credential.
    container = {"imagePullPolicy": pull_policy, "securityContext": RESTRICTED}
    return {
        "containers": [{"name": f"c{index}", "image": image, **container} for index, image in enumerate(images)],
        "imagePullSecrets": [{"name": name} for name in pull_secrets],
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 1,
        **more,
    }


def audit(user: User) -> list[dict]:
    """The audit events of a user, in order. Bodies are in requestObject and responseObject."""
    return [event for event in _audit_events(user.name) if event["user"]["username"] == user.name]


def audit_of_service_accounts(namespace: str) -> list[dict]:
    """The same of all of a namespace's ServiceAccounts: what pods have called."""
    prefix = f"system:serviceaccount:{namespace}:"
    return [event for event in _audit_events(prefix) if event["user"]["username"].startswith(prefix)]


def audit_of_kubelet(namespace: str) -> list[dict]:
    """What the kubelet has said of the statuses of a namespace's pods: patches, in requestObject."""
    return [event for event in _audit_events(namespace) if event["user"]["username"].startswith("system:node:")]


def _audit_events(holding: str) -> list[dict]:
    with (STATE / "log/audit.log").open() as log:
        return [json.loads(line) for line in log if holding in line and line.endswith("\n")]


def registry_log(name: str) -> list[dict]:
    """The requests that registry `private`, `plain`, `token`, `open` or `closed` was sent, in order; `tokens`: the token
    server.

    Keys: time, client, host, method, path, request, status, userAgent, authorization (verbatim), and credential: the
    (username, password) of basic authentication, else None.
    """
    file = "tokens" if name == "tokens" else f"registry-{name}"
    # Whoever tries TLS where there is none leaves bytes that are no text.
    with (STATE / f"log/{file}.access.log").open(errors="replace") as log:
        entries = [json.loads(line) for line in log if line.endswith("\n")]
    for entry in entries:
        scheme, _, value = entry["authorization"].partition(" ")
        entry["credential"] = None
        if scheme.lower() == "basic":
            username, _, password = base64.b64decode(value).decode(errors="replace").partition(":")
            entry["credential"] = (username, password)
    return entries


def forget_image(image: str) -> None:
    """The node has to pull it again, with a credential if its registry wants one."""
    run("ctr", "-a", CONTAINERD, "-n", "k8s.io", "image", "rm", image)


def grype_database() -> bytes:
    """An archive for `grype db import`: that of the artifact tools/grype-db:6."""
    repository = f"https://{OPEN}/v2/tools/grype-db"
    https = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(CA)))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), https)
    accept = {"Accept": "application/vnd.oci.image.manifest.v1+json"}
    with opener.open(urllib.request.Request(f"{repository}/manifests/6", headers=accept), timeout=60) as response:
        [layer] = json.load(response)["layers"]
    with opener.open(f"{repository}/blobs/{layer['digest']}", timeout=60) as response:
        return response.read()


def _logins(servers: dict[str, tuple[str, str]]) -> dict:
    return {
        server: {"username": user, "password": password, "auth": _base64(f"{user}:{password}")}
        for server, (user, password) in servers.items()
    }


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _kubeconfig(server: str, namespace: str, credential: dict) -> dict:
    authority = base64.b64encode(CA.read_bytes()).decode()
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "testbed", "cluster": {"server": server, "certificate-authority-data": authority}}],
        "users": [{"name": "user", "user": credential}],
        "contexts": [{"name": "testbed", "context": {"cluster": "testbed", "user": "user", "namespace": namespace}}],
        "current-context": "testbed",
    }
