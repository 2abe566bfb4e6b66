"""kubectl scan and kubectl scan images in a namespace with every kind of workload."""

import json
import secrets
import subprocess
import unittest
from pathlib import Path

import testbed
from plugin import findings, jobs, report, scan
from testbed import PRIVATE_A, PULLER, SCANNER_IMAGE, Namespace, User, apply, audit, kubectl, pod_spec, wait_until

ADMIN = User("admin", testbed.KUBECONFIG)
IMAGES_PER_JOB = 4


def image(name: str) -> str:
    return f"{PRIVATE_A}/team/{name}:1"


def template(app: str, container: str, name: str, **spec) -> dict:
    """A pod template with one container, called after what it is for."""
    given = pod_spec([image(name)], **{"pull_secrets": ["regcred"], **spec})
    given["containers"][0]["name"] = container
    return {"metadata": {"labels": {"app": app}}, "spec": given}


def selector(app: str) -> dict:
    return {"matchLabels": {"app": app}}


class Widgets:
    """A kind of the cluster's own, whose objects have a pod template; its group is new each time."""

    def __enter__(self):
        self.group = f"w{secrets.token_hex(4)}.example.com"
        anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
        version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": anything}}
        names = {"kind": "Widget", "plural": "widgets", "singular": "widget", "shortNames": ["wid"]}
        self.name = f"widgets.{self.group}"
        apply(
            {
                "apiVersion": "apiextensions.k8s.io/v1",
                "kind": "CustomResourceDefinition",
                "metadata": {"name": self.name},
                "spec": {"group": self.group, "scope": "Namespaced", "names": names, "versions": [version]},
            }
        )
        kubectl("wait", "--for=condition=Established", f"crd/{self.name}", "--timeout=30s")
        wait_until(lambda: kubectl("get", self.name, "-A", check=False).returncode == 0, what=self.name)
        return self

    def __exit__(self, *_):
        kubectl("delete", "crd", self.name, "--wait=false")


class EveryKind(unittest.TestCase):
    """One namespace for all tests: nothing here changes it."""

    @classmethod
    def setUpClass(cls):
        cls.ns = ns = cls.enterClassContext(Namespace())
        cls.widgets = cls.enterClassContext(Widgets())
        ns.pull_secret("regcred", {PRIVATE_A: PULLER})
        ns.create("ServiceAccount", "puller", imagePullSecrets=[{"name": "regcred"}])
        for kind, name, of, container in (
            ("Deployment", "web", "web", "front"),
            ("StatefulSet", "db", "py", "store"),
            ("DaemonSet", "agent", "os", "watcher"),
            ("ReplicaSet", "copies", "jar", "copy"),
        ):
            made = template(name, container, of)
            spec = {"selector": selector(name), "template": made}
            if kind != "DaemonSet":
                spec["replicas"] = 2 if name == "web" else 1
            if kind == "StatefulSet":
                spec["serviceName"] = name
            ns.create(kind, name, "apps/v1", spec=spec)
        old = {"replicas": 1, "selector": {"app": "old"}, "template": template("old", "older", "clean")}
        ns.create("ReplicationController", "old", spec=old)
        ends = {"restartPolicy": "Never"}
        ns.create("Job", "once", "batch/v1", spec={"template": template("once", "work", "none", **ends)})
        cron = {"schedule": "0 0 1 1 *", "suspend": True}
        cron["jobTemplate"] = {"spec": {"template": template("cron", "yearly", "py", **ends)}}
        ns.create("CronJob", "cron", "batch/v1", spec=cron)
        # Its pull secret is its service account's: only admission would tell, and nothing runs.
        waits = template("idle", "nobody", "jar", pull_secrets=[], serviceAccountName="puller")
        ns.create("Deployment", "idle", "apps/v1", spec={"replicas": 0, "selector": selector("idle"), "template": waits})
        ns.create("Widget", "gadget", f"{cls.widgets.group}/v1", spec={"template": template("gadget", "part", "os")})
        cls.bare_pod()
        running = "app in (web,db,agent,copies,old,once,bare)"
        count = 8

        def all_run() -> bool:
            pods = ns.get("pods", "-l", running)["items"]
            return [pod["status"].get("phase") for pod in pods] == ["Running"] * count

        wait_until(all_run, 90, "all pods")
        cls.user = ns.user("admin")

    @classmethod
    def bare_pod(cls):
        spec = template("bare", "main", "web")["spec"]
        same = {key: spec["containers"][0][key] for key in ("imagePullPolicy", "securityContext")}
        spec["initContainers"] = [
            {"name": "first", "image": SCANNER_IMAGE, "command": ["/trivy", "--version"], **same},
            {"name": "helper", "image": image("clean"), "restartPolicy": "Always", **same},
        ]
        cls.ns.create("Pod", "bare", labels={"app": "bare"}, spec=spec)
        cls.ns.wait_for_pods("bare")
        debug = {"name": "debug", "image": image("os"), **same}
        patch = json.dumps({"spec": {"ephemeralContainers": [debug]}})
        cls.ns.kubectl("patch", "pod", "bare", "--subresource", "ephemeralcontainers", "-p", patch)

        def has_started() -> bool:
            statuses = cls.ns.get("pod", "bare")["status"].get("ephemeralContainerStatuses", [])
            return any("running" in status["state"] for status in statuses)

        wait_until(has_started, 30, "the ephemeral container")

    RUNNING = {
        ("Deployment", "web", "front", "container"): "web",
        ("StatefulSet", "db", "store", "container"): "py",
        ("DaemonSet", "agent", "watcher", "container"): "os",
        ("ReplicaSet", "copies", "copy", "container"): "jar",
        ("ReplicationController", "old", "older", "container"): "clean",
        ("Job", "once", "work", "container"): "none",
        ("Pod", "bare", "main", "container"): "web",
        ("Pod", "bare", "helper", "sidecar"): "clean",
        ("Pod", "bare", "debug", "ephemeral"): "os",
    }
    FIRST = ("Pod", "bare", "first", "init")
    IDLE = {
        ("CronJob", "cron", "yearly", "container"): "py",
        ("Deployment", "idle", "nobody", "container"): "jar",
    }

    def images(self, *arguments: str, user: User | None = None) -> list[dict]:
        done = scan(user or self.user, "images", *arguments, "-n", self.ns.name, "-o", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["items"]

    def containers(self, items: list[dict]) -> dict[tuple, dict]:
        """Each container's item: no container is in two."""
        found = {}
        for item in items:
            for target in item["targets"]:
                key = (target["kind"], target["name"], target["container"], target["type"])
                self.assertNotIn(key, found)
                self.assertEqual(target["namespace"], self.ns.name)
                found[key] = item
        return found

    def assert_images(self, items: list[dict], expected: dict[tuple, str]) -> None:
        found = {key: item["image"] for key, item in self.containers(items).items() if key != self.FIRST}
        self.assertEqual(found, {key: image(name) for key, name in expected.items()})

    def test_images_of_the_namespace_are_what_runs(self):
        items = self.images()
        self.assert_images(items, self.RUNNING)
        self.assertIn(self.FIRST, self.containers(items))
        for item in items:
            self.assertTrue(item["pinned"], item)
            self.assertEqual(item["pullSecrets"], ["regcred"])
        self.assertEqual(len(items), len(set(self.RUNNING.values())) + 1, "each image once")

    def test_images_of_all_are_templates_of_what_waits_too(self):
        found = self.containers(self.images("all"))
        self.assert_images(self.images("all"), self.RUNNING | self.IDLE)
        for key in self.IDLE:
            self.assertFalse(found[key]["pinned"])
            self.assertEqual(found[key]["pullSecrets"], ["regcred"], "as admission would complete it")

    def test_images_are_found_by_every_way_of_naming_what_uses_them(self):
        widgets = f"widgets.{self.widgets.group}"
        gadget = {("Widget", "gadget", "part", "container"): "os"}
        deployments = {key: of for key, of in (self.RUNNING | self.IDLE).items() if key[0] == "Deployment"}
        bare = {key: of for key, of in self.RUNNING.items() if key[0] == "Pod"}
        web = {key: of for key, of in self.RUNNING.items() if key[1] == "web"}
        for arguments, expected in (
            (("deploy/web",), web),
            (("Deployment", "web"), web),
            (("deployments.apps",), deployments),
            (("deploy", "--running-only"), web),
            (("pod", "bare"), bare),
            (("pods", "-l", "app=web"), web),
            (("deploy", "-l", "app=none"), {}),
            (("pods", "--field-selector", "metadata.name=bare"), bare),
            (("ns", "--field-selector", "metadata.name=bare,status.phase=Running"), bare),
            (("pods", "--field-selector", "status.phase=Failed"), {}),
            (("cj/cron",), {key: of for key, of in self.IDLE.items() if key[0] == "CronJob"}),
            (("sts,ds",), {key: of for key, of in self.RUNNING.items() if key[0] in ("StatefulSet", "DaemonSet")}),
            (("rc/old", "job/once"), {key: of for key, of in self.RUNNING.items() if key[1] in ("old", "once")}),
            ((f"{widgets}/gadget",), gadget),
            (("wid", "gadget"), gadget),
            (("pod", "bare", "-c", "main"), {key: of for key, of in bare.items() if key[2] == "main"}),
            (
                ("pod", "bare", "--init-containers=false", "--ephemeral-containers=false"),
                {key: of for key, of in bare.items() if key[2] != "debug"},
            ),
        ):
            with self.subTest(arguments=arguments):
                self.assert_images(self.images(*arguments, user=ADMIN), expected)

    def test_images_of_a_node_are_those_of_its_pods(self):
        node = self.ns.get("pod", "bare")["spec"]["nodeName"]
        self.assert_images(self.images("node", node, user=ADMIN), self.RUNNING)
        platforms = {item["platform"] for item in self.images("node", node, user=ADMIN)}
        self.assertEqual(len(platforms), 1)
        self.assertRegex(platforms.pop(), "^linux/(amd64|arm64)$")

    def test_words_for_what_is_not_there_are_kubectls(self):
        for arguments in (("deploy", "missing"), ("pod/missing",), ("ns", "missing"), ("node", "missing"), ("podz",)):
            with self.subTest(arguments=arguments):
                ours = scan(ADMIN, *arguments, "-n", self.ns.name)
                theirs = self.ns.kubectl("get", *arguments, check=False)
                self.assertEqual(ours.returncode, 1)
                self.assertEqual(ours.stderr.splitlines()[0], theirs.stderr.splitlines()[0])

    def test_scan_of_the_namespace_takes_few_jobs(self):
        user = self.ns.user("admin")
        scanned = report(scan(user, "namespace", "-n", self.ns.name, "--exclude-image", "*/tools/trivy", "-o", "json"))
        found = self.containers_of(scanned)
        self.assertEqual(set(found), {key[:3] for key in self.RUNNING})
        for key, name in self.RUNNING.items():
            self.assertLessEqual(testbed.FINDINGS[name], findings(found[key[:3]]), key)
        distinct = len(set(self.RUNNING.values()))
        created = jobs(audit(user))
        self.assertEqual(len(created), -(-distinct // IMAGES_PER_JOB))
        for job in created:
            # A namespace's admin may not read nodes: the pods say where.
            terms = job["spec"]["template"]["spec"]["affinity"]["podAffinity"]
            [*required] = terms["requiredDuringSchedulingIgnoredDuringExecution"]
            self.assertEqual({term["topologyKey"] for term in required}, {"kubernetes.io/arch"})
        wait_until(lambda: not self.ours(), 30, "no job of ours")

    def test_scan_of_a_workload_is_told_by_its_name(self):
        for arguments, key in (
            (("deploy/web",), ("Deployment", "web", "front")),
            (("cj", "cron"), ("CronJob", "cron", "yearly")),
            (("deploy/idle",), ("Deployment", "idle", "nobody")),
        ):
            with self.subTest(arguments=arguments):
                scanned = report(scan(self.user, *arguments, "-n", self.ns.name, "-o", "json"))
                found = self.containers_of(scanned)
                self.assertEqual(set(found), {key})
                name = {**self.RUNNING, **self.IDLE}[(*key, "container")]
                self.assertLessEqual(testbed.FINDINGS[name], findings(found[key]))

    def test_scan_of_a_manifest_needs_nothing_to_run(self):
        spec = {"selector": selector("new"), "template": template("new", "new", "py", pull_secrets=[])}
        spec["template"]["spec"]["serviceAccountName"] = "puller"
        manifest = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "new"}, "spec": spec}
        file = Path(self.ns.directory, "new.yaml")
        file.write_text(json.dumps(manifest))
        scanned = report(scan(self.user, "-f", str(file), "-n", self.ns.name, "-o", "json"))
        found = self.containers_of(scanned)
        self.assertEqual(set(found), {("Deployment", "new", "new")})
        self.assertLessEqual(testbed.FINDINGS["py"], findings(found[("Deployment", "new", "new")]))

    def test_scan_of_an_image_uses_the_pull_secret_that_is_named(self):
        arguments = ("image", image("web"), "--pull-secret", "regcred", "-n", self.ns.name, "-o", "json")
        [item] = report(scan(self.user, *arguments))["items"]
        self.assertLessEqual(testbed.FINDINGS["web"], findings(item))
        self.assertEqual([(target["kind"], target["name"]) for target in item["targets"]], [("Image", image("web"))])

    def test_kustomize_runs_kubectl(self):
        directory = Path(self.ns.directory, "overlay")
        directory.mkdir()
        (directory / "pod.json").write_text(
            json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": pod_spec([image("web")])})
        )
        (directory / "kustomization.yaml").write_text("resources: [pod.json]\nnamePrefix: new-\n")
        found = self.containers(self.images("-k", str(directory)))
        self.assertEqual(set(found), {("Pod", "new-p", "c0", "container")})

    def containers_of(self, scanned: dict) -> dict[tuple, dict]:
        return {
            (target["kind"], target["name"], target["container"]): item
            for item in scanned["items"]
            for target in item["targets"]
        }

    def ours(self) -> list:
        return self.ns.get("jobs", "-l", testbed.OWN_LABEL)["items"]


class AllNamespaces(unittest.TestCase):
    """Two namespaces, told from all others by a label that nobody else has."""

    @classmethod
    def setUpClass(cls):
        cls.spaces = [cls.enterClassContext(Namespace()) for _ in range(2)]
        cls.names = {ns.name for ns in cls.spaces}
        cls.label = f"fleet={secrets.token_hex(4)}"
        key, value = cls.label.split("=")
        for ns in cls.spaces:
            ns.pull_secret("regcred", {PRIVATE_A: PULLER})
            ns.create("Pod", "one", labels={key: value}, spec=template("one", "main", "web")["spec"])
            idle = {"replicas": 0, "selector": selector("idle"), "template": template("idle", "nobody", "py")}
            ns.create("Deployment", "idle", "apps/v1", labels={key: value}, spec=idle)
        for ns in cls.spaces:
            ns.wait_for_pods("one")

    def targets(self, items: list[dict]) -> set[tuple]:
        return {(t["namespace"], t["kind"], t["name"]) for item in items for t in item["targets"]}

    def images(self, *arguments: str) -> set[tuple]:
        done = scan(ADMIN, "images", *arguments, "-A", "-l", self.label, "-o", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.targets(json.loads(done.stdout)["items"])

    def test_are_those_that_are_not_excluded(self):
        pods = {(name, "Pod", "one") for name in self.names}
        idle = {(name, "Deployment", "idle") for name in self.names}
        first, second = (ns.name for ns in self.spaces)
        self.assertEqual(self.images(), pods)
        self.assertEqual(self.images("pods"), pods)
        self.assertEqual(self.images("deploy"), idle)
        self.assertEqual(self.images("all"), pods | idle)
        self.assertEqual(self.images("pods", "--exclude-namespace", second), {(first, "Pod", "one")})
        self.assertEqual(self.images("pods", "--exclude-namespace", "*"), set())
        self.assertEqual(self.images("pods", "--field-selector", f"metadata.namespace={second}"), {(second, "Pod", "one")})

    def test_are_scanned_each_in_its_own(self):
        scanned = report(scan(ADMIN, "-A", "-l", self.label, "-o", "json"))
        self.assertEqual(self.targets(scanned["items"]), {(name, "Pod", "one") for name in self.names})
        for item in scanned["items"]:
            self.assertLessEqual(testbed.FINDINGS["web"], findings(item))
        self.assertEqual(len(scanned["items"]), 2, "other namespaces' pull secrets are other contexts")

    def test_are_refused_in_kubectls_words(self):
        user = self.spaces[0].user("admin")
        ours = scan(user, "-A")
        theirs = self.spaces[0].kubectl("get", "pods", "-A", kubeconfig=user.kubeconfig, check=False)
        self.assertEqual(ours.returncode, 1)
        self.assertEqual(ours.stderr.splitlines()[0], theirs.stderr.splitlines()[0])


class Rollout(unittest.TestCase):
    def test_that_hangs_is_both_its_revisions(self):
        with Namespace() as ns:
            ns.pull_secret("regcred", {PRIVATE_A: PULLER})
            rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
            spec = {"replicas": 1, "selector": selector("web"), "strategy": rolling, "template": template("web", "c", "web")}
            ns.create("Deployment", "web", "apps/v1", spec=spec)
            ns.kubectl("rollout", "status", "deploy/web", "--timeout=60s", timeout=70)
            never = {"tcpSocket": {"port": 1}}
            container = {"name": "c", "image": image("py"), "readinessProbe": never}
            change = {"spec": {"template": {"spec": {"containers": [container]}}}}
            ns.kubectl("patch", "deploy", "web", "-p", json.dumps(change))

            def both_run() -> bool:
                pods = ns.get("pods", "-l", "app=web")["items"]
                return [pod["status"].get("phase") for pod in pods] == ["Running"] * 2

            wait_until(both_run, 60, "a pod of each revision")
            user = ns.user("admin")
            done = scan(user, "images", "deploy/web", "-n", ns.name, "-o", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            items = json.loads(done.stdout)["items"]
            self.assertEqual({item["image"] for item in items}, {image("web"), image("py")})
            for item in items:
                self.assertTrue(item["pinned"])
                self.assertEqual([(t["kind"], t["name"]) for t in item["targets"]], [("Deployment", "web")])
            scanned = report(scan(user, "deploy/web", "-n", ns.name, "-o", "json"))
            self.assertEqual(len(scanned["items"]), 2)


class Ended(unittest.TestCase):
    def test_pods_of_a_cronjob_do_not_hide_what_it_would_run_next(self):
        with Namespace() as ns:
            ns.pull_secret("regcred", {PRIVATE_A: PULLER})
            made = template("cron", "work", "web", restartPolicy="Never")
            made["spec"]["containers"][0] |= {"image": SCANNER_IMAGE, "command": ["/trivy", "--version"]}
            cron = {"schedule": "0 0 1 1 *", "suspend": True, "jobTemplate": {"spec": {"template": made}}}
            ns.create("CronJob", "cron", "batch/v1", spec=cron)
            ns.kubectl("create", "job", "cron-1", "--from=cronjob/cron")
            ns.kubectl("wait", "--for=condition=Complete", "job/cron-1", "--timeout=60s", timeout=70)

            def images() -> list[tuple]:
                done = scan(ADMIN, "images", "cj/cron", "-n", ns.name, "-o", "json")
                self.assertEqual(done.returncode, 0, done.stderr)
                return sorted((item["image"], item["pinned"]) for item in json.loads(done.stdout)["items"])

            self.assertEqual(images(), [(SCANNER_IMAGE, True)], "it would run the same again")
            work = made["spec"]["containers"][0] | {"image": image("py")}
            change = {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [work]}}}}}}
            ns.kubectl("patch", "cj", "cron", "-p", json.dumps(change))
            self.assertEqual(images(), sorted([(SCANNER_IMAGE, True), (image("py"), False)]))


class Empty(unittest.TestCase):
    def test_namespace_is_said_in_kubectls_words(self):
        with Namespace() as ns:
            user = ns.user("admin")
            done = scan(user, "pods", "-n", ns.name)
            theirs: subprocess.CompletedProcess = ns.kubectl("get", "pods")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", theirs.stderr))
            self.assertEqual(scan(user, "pods", "-n", ns.name, "--fail-if-empty").returncode, 5)


if __name__ == "__main__":
    unittest.main()
