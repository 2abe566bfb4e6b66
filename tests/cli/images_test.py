"""kubectl scan images -f: what manifests would run, without a cluster; and what targets may be called."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PLUGIN = os.environ["KSCAN_PLUGIN"]

MANIFESTS = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: shop}
imagePullSecrets: [{name: regcred}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      initContainers:
      - {name: init, image: busybox}
      - {name: mesh, image: "r.io/mesh:1", restartPolicy: Always}
      containers:
      - {name: web, image: "r.io/team/web:1"}
      - {name: more, image: "r.io/team/web:1"}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: report, image: busybox}]}}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: not-a-workload, namespace: shop}
"""


class Plugin(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.dir = Path(self.home.name)
        (self.dir / "all.yaml").write_text(MANIFESTS)

    def scan(self, *arguments: str, stdin: str = "", path: str | None = None) -> subprocess.CompletedProcess:
        clean = {"PATH": path or os.environ["PATH"], "HOME": self.home.name}
        return subprocess.run(
            [PLUGIN, *arguments], env=clean, input=stdin, capture_output=True, text=True, timeout=30
        )

    def refused(self, *arguments: str, **given: str) -> str:
        done = self.scan(*arguments, **given)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        return done.stderr


class Images(Plugin):
    def items(self, *arguments: str, **given: str) -> list:
        done = self.scan("images", *arguments, "-o", "json", **given)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["items"]

    def test_are_listed_once_with_all_who_would_run_them(self):
        items = self.items("-f", str(self.dir / "all.yaml"))
        used = {i["image"]: [(t["kind"], t["name"], t["container"], t["type"]) for t in i["targets"]] for i in items}
        self.assertEqual(
            used,
            {
                "busybox": [("CronJob", "report", "report", "container"), ("Deployment", "web", "init", "init")],
                "r.io/mesh:1": [("Deployment", "web", "mesh", "sidecar")],
                "r.io/team/web:1": [
                    ("Deployment", "web", "more", "container"),
                    ("Deployment", "web", "web", "container"),
                ],
            },
        )
        for item in items:
            self.assertEqual(item["pullSecrets"], ["regcred"])
            self.assertEqual((item["namespace"], item["serviceAccount"], item["pinned"]), ("shop", "default", False))

    def test_have_exactly_the_promised_members(self):
        item = self.items("-f", str(self.dir))[0]
        members = ["image", "scan", "pinned", "platform", "namespace", "pullSecrets", "serviceAccount", "targets"]
        self.assertEqual(list(item), members)
        self.assertEqual(list(item["targets"][0]), ["namespace", "kind", "name", "container", "type"])

    def test_come_from_standard_input_and_directories_too(self):
        there = self.items("-f", str(self.dir / "all.yaml"))
        self.assertEqual(self.items("-f", "-", stdin=MANIFESTS), there)
        self.assertEqual(self.items("-f", str(self.dir)), there)
        (self.dir / "below").mkdir()
        (self.dir / "all.yaml").rename(self.dir / "below" / "all.yml")
        self.assertEqual(self.items("-R", "-f", str(self.dir)), there)
        self.assertIn("recognized file extensions", self.refused("images", "-f", str(self.dir)))

    def test_come_from_kubectl_kustomize(self):
        kubectl = self.dir / "bin" / "kubectl"
        kubectl.parent.mkdir()
        kubectl.write_text('#!/bin/sh\n[ "$*" = "kustomize -- overlay" ] && exec cat "$HOME/all.yaml"\nexit 3\n')
        kubectl.chmod(0o755)
        path = f"{kubectl.parent}:{os.environ['PATH']}"
        self.assertEqual(self.items("-k", "overlay", path=path), self.items("-f", str(self.dir / "all.yaml")))
        self.assertIn("failed with exit code 3", self.refused("images", "-k", "other", path=path))
        self.assertIn("hint: ", self.refused("images", "-k", "overlay", path="/nonexistent"))

    def test_can_be_chosen(self):
        def names(*arguments: str) -> list:
            return [item["image"] for item in self.items("-f", str(self.dir), *arguments)]

        self.assertEqual(names("-c", "web"), ["r.io/team/web:1"])
        self.assertEqual(names("-c", "m*"), ["r.io/mesh:1", "r.io/team/web:1"])
        self.assertEqual(names("--init-containers=false", "--exclude-image", "r.io/*"), ["busybox"])
        self.assertEqual(names("--exclude-namespace", "sh*"), [])
        self.assertEqual(names("--running-only"), [])

    def test_can_be_chosen_by_the_labels_of_what_would_run_them(self):
        labelled = MANIFESTS.replace("{name: report,", "{name: report, labels: {app: report, tier: back},")

        def names(selector: str) -> list:
            return [item["image"] for item in self.items("-f", "-", "-l", selector, stdin=labelled)]

        self.assertEqual(names("app=report"), ["busybox"])
        self.assertEqual(names("tier in (back,front),!x"), ["busybox"])
        self.assertEqual(names("app!=report"), ["busybox", "r.io/mesh:1", "r.io/team/web:1"])
        self.assertEqual(names("app=web"), [])
        self.assertIn("is not valid", self.refused("images", "-f", "-", "-l", "a in b", stdin=labelled))

    def test_of_custom_resources_are_where_the_path_says(self):
        custom = "{apiVersion: x.io/v1, kind: Robot, metadata: {name: r}, spec: {pod: {containers: [{name: a, image: b}]}}}"
        self.assertEqual(self.items("-f", "-", stdin=custom), [])
        both = f"{MANIFESTS}---\n{custom}\n"
        items = self.items("-f", "-", "--pod-template-path", ".spec.pod", stdin=both)
        self.assertEqual([item["image"] for item in items], ["b", "busybox", "r.io/mesh:1", "r.io/team/web:1"])

    def test_have_the_platform_that_their_template_asks_for(self):
        manifest = MANIFESTS.replace("      containers:", "      nodeSelector: {kubernetes.io/arch: s390x}\n      containers:")
        platforms = {item["image"]: item["platform"] for item in self.items("-f", "-", "-c", "web", stdin=manifest)}
        self.assertEqual(platforms, {"r.io/team/web:1": "linux/s390x"})

    def test_that_are_not_there_are_told_by_the_exit_code_if_asked(self):
        nothing = ("images", "-f", str(self.dir), "--running-only")
        done = self.scan(*nothing)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", "No resources found\n"))
        self.assertEqual(self.scan(*nothing, "--fail-if-empty").returncode, 5)

    def test_have_other_formats(self):
        def printed(*arguments: str) -> str:
            return self.scan("images", "-f", str(self.dir), *arguments).stdout

        self.assertEqual(printed("-o", "name").splitlines()[0], "image/docker.io/library/busybox:latest")
        self.assertTrue(printed().startswith("IMAGE"))
        self.assertIn("SCANNED AS", printed("-o", "wide"))
        self.assertNotIn("SCANNED AS", printed("-o", "wide", "--no-headers"))
        self.assertTrue(printed("-o", "yaml").startswith("items:\n- image: busybox\n"))
        self.assertIn("allowed formats are: json,name,table,wide,yaml", self.refused("images", "-o", "xml"))

    def test_that_are_no_images_are_said(self):
        bad = MANIFESTS.replace("r.io/mesh:1", "Not:An:Image")
        done = self.scan("images", "-f", "-", "-o", "name", stdin=bad)
        self.assertEqual(done.returncode, 0)
        self.assertIn('Warning: "Not:An:Image": couldn\'t parse image name', done.stderr)

    def test_of_bad_files_are_an_error_that_names_the_file(self):
        self.assertIn('the path "/nonexistent" does not exist', self.refused("images", "-f", "/nonexistent"))
        self.assertIn("error parsing STDIN: ", self.refused("images", "-f", "-", stdin="a: [b"))
        self.assertIn("Object 'Kind' is missing", self.refused("images", "-f", "-", stdin="a: b"))
        deep = "[" * 100_000
        self.assertIn("error parsing STDIN: ", self.refused("images", "-f", "-", stdin=deep))


class Targets(Plugin):
    """The words after kubectl scan: everything here fails before any server is asked."""

    def test_are_read_by_kubectls_rules(self):
        for arguments, said in (
            (("pod", "deploy/web"), "there is no need to specify a resource type as a separate argument"),
            (("deploy/web", "pod"), "there is no need to specify a resource type as a separate argument"),
            (("deploy/web/x",), "arguments in resource/name form may not have more than one slash"),
            (("-l", "app=web"), "at least one resource must be specified to use a selector"),
            (("sts", "db", "-A"), "a resource cannot be retrieved by name across all namespaces"),
            (("pod", "web", "-l", "a=b"), "name cannot be provided when a selector is specified"),
            (("node",), "resource(s) were provided, but no name was specified"),
            (("deploy", "-f", "x"), "you may not specify resource arguments as well"),
            (("-f", "x", "-k", "y"), "only one of -f or -k can be specified"),
            (("-f", "x", "--field-selector", "a=b"), "field selectors cannot be used with -f or -k"),
            (("-f", "x", "-l", "a in"), 'the provided selector "a in" is not valid: '),
            (("-f", "https://x/y"), "hint: curl -fsSL https://x/y | kubectl scan -f -"),
            (("nginx:1.25",), "hint: to scan an image: kubectl scan image nginx:1.25"),
            (("sts", "--images-per-job", "9"), "--images-per-job"),
        ):
            with self.subTest(arguments=arguments):
                self.assertIn(said, self.refused(*arguments))

    def test_have_help_each(self):
        for word in ("pod", "namespace", "node", "image", "all", "images", "deploy/web", "-A"):
            with self.subTest(word=word):
                done = self.scan(word, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("Examples:", done.stdout)

    def test_may_be_called_as_commands_are(self):
        # "--" makes a type of it: there is no cluster that could know it.
        self.assertIn("no configuration has been provided", self.refused("--", "images"))
        self.assertIn("no configuration has been provided", self.refused("deploy", "images"))


if __name__ == "__main__":
    unittest.main()
