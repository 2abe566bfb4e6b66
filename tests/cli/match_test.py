"""kubectl scan match: the kubelet's choice from manifests, without a cluster and without a password shown."""

import base64
import hashlib
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PLUGIN = os.environ["KSCAN_PLUGIN"]
PASSWORD = "open-sesame-4711"
AUTH = base64.b64encode(f"carol:{PASSWORD}".encode()).decode()


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def secret(name: str, auths: dict) -> dict:
    return {
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "type": "kubernetes.io/dockerconfigjson",
        "data": {".dockerconfigjson": encoded(json.dumps({"auths": auths}))},
    }


def login(user: str) -> dict:
    return {"username": user, "password": PASSWORD}


def match(*arguments: str, files: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess:
    """Runs in a directory that holds these files."""
    with tempfile.TemporaryDirectory() as home:
        for name, text in (files or {}).items():
            Path(home, name).write_text(text)
        done = subprocess.run(
            [PLUGIN, "match", *arguments], env={"PATH": os.environ["PATH"], "HOME": home}, cwd=home,
            input=stdin, capture_output=True, text=True, timeout=30,
        )
    for hidden in (PASSWORD, encoded(PASSWORD), AUTH):
        assert hidden not in done.stdout + done.stderr, "a password was shown"
    return done


class Json(unittest.TestCase):
    def test_has_one_object_for_each_image(self):
        files = {"s.yaml": json.dumps(secret("reg", {"r.io/team": login("bob"), "r.io": {"auth": AUTH}}))}
        done = match("r.io/team/app:1", "nginx", "-f", "s.yaml", "-o", "json", files=files)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        app, nginx = json.loads(done.stdout)
        digest = hashlib.sha256(PASSWORD.encode()).hexdigest()
        self.assertEqual(app, {
            "image": "r.io/team/app:1",
            "reference": {"registry": "r.io", "repository": "team/app", "tag": "1", "digest": "", "name": "r.io/team/app"},
            "error": None,
            "candidates": [
                {"secret": "reg", "key": "r.io/team", "username": "bob", "passwordSHA256": digest},
                {"secret": "reg", "key": "r.io", "username": "carol", "passwordSHA256": digest},
            ],
        })
        self.assertEqual((nginx["reference"]["name"], nginx["candidates"]), ("docker.io/library/nginx", []))

    def test_is_printed_with_the_error_of_a_bad_image(self):
        done = match("Bad", "nginx", "-f", "s.yaml", "-o", "json", files={"s.yaml": json.dumps(secret("s", {}))})
        bad, nginx = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(bad["error"], 'couldn\'t parse image name "Bad": invalid reference format: repository name (library/Bad) must be lowercase')
        self.assertIsNone(bad["reference"])
        self.assertIsNone(nginx["error"])

    def test_has_the_error_of_a_bad_secret_for_every_image(self):
        files = {"s.yaml": json.dumps(secret("torn", {"other.io": {"auth": PASSWORD}}))}
        done = match("r.io/app", "nginx", "-f", "s.yaml", "-o", "json", files=files)
        self.assertEqual(done.returncode, 1)
        self.assertEqual({answer["error"] for answer in json.loads(done.stdout)},
                         {'secret "torn": illegal base64 data at input byte 4'})


class Manifests(unittest.TestCase):
    def order(self, *arguments: str, **given) -> list[str]:
        done = match("r.io/app", *arguments, "-o", "json", **given)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [candidate["secret"] for candidate in json.loads(done.stdout)[0]["candidates"]]

    def setUp(self):
        self.one, self.two, self.three = (json.dumps(secret(name, {"r.io": login(name)})) for name in ("z", "y", "x"))

    def test_come_in_the_order_given(self):
        files = {"a.yaml": f"{self.one}\n---\n{self.two}\n", "b.json": self.three}
        self.assertEqual(self.order("-f", "a.yaml", "-f", "b.json", files=files), ["z", "y", "x"])
        self.assertEqual(self.order("-f", "b.json,a.yaml", files=files), ["x", "z", "y"])
        self.assertEqual(self.order("--filename=b.json", "-f=a.yaml", files=files), ["x", "z", "y"])

    def test_come_from_standard_input_and_lists(self):
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [json.loads(self.one), json.loads(self.two)]})
        self.assertEqual(self.order("-f", "-", stdin=text), ["z", "y"])

    def test_are_yaml_too(self):
        text = (
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: written\ntype: kubernetes.io/dockerconfigjson\n"
            "stringData:\n  .dockerconfigjson: |\n    {\"auths\": {\"r.io\": {\"auth\": \"" + AUTH + "\"}}}\n"
        )
        self.assertEqual(self.order("-f", "-", stdin=text), ["written"])

    def test_that_the_kubelet_ignores_are_named(self):
        opaque = json.loads(self.one) | {"type": "Opaque"}
        done = match("r.io/app", "-f", "-", stdin=json.dumps(opaque))
        self.assertEqual(done.returncode, 0)
        self.assertIn('secret "z" is of type "Opaque": the kubelet ignores it', done.stderr)

    def test_without_any_secret_are_an_error(self):
        done = match("r.io/app", "-f", "-", stdin="kind: Pod\napiVersion: v1\n")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("no Secret in -", done.stderr)

    def test_of_an_empty_list_are_no_secrets(self):
        self.assertEqual(self.order("-f", "-", stdin='{"kind":"List","apiVersion":"v1","items":[]}'), [])

    def test_that_cannot_be_read_are_named(self):
        self.assertIn("open /nonexistent.yaml: no such file", match("nginx", "-f", "/nonexistent.yaml").stderr)

    def test_that_are_torn_are_told_without_their_text(self):
        for text in (f"a: *{PASSWORD}", f'a: "\\{PASSWORD}"', f"a: {PASSWORD}: b: c", f"kind: Secret\nx: !!int {PASSWORD}",
                     f"a: '{PASSWORD}", f"--- {PASSWORD}", f'{{"kind": "Secret" {PASSWORD}', f"- {PASSWORD}", PASSWORD,
                     f"{PASSWORD}: 1", f"kind: Secret\ndata: {PASSWORD}\ntype: kubernetes.io/dockercfg",
                     f"kind: Secret\ndata: {{.dockercfg: {PASSWORD}}}\ntype: kubernetes.io/dockercfg",
                     f"kind: Secret\nstringData: {{.dockercfg: {PASSWORD}}}\ntype: kubernetes.io/dockercfg"):
            with self.subTest(text=text):
                done = match("nginx", "-f", "-", "-o", "json", stdin=text)  # which looks for the password
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertTrue(done.stderr.startswith("error: "), done.stderr)


class Text(unittest.TestCase):
    def test_says_which_secret_and_why(self):
        text = json.dumps(secret("hub", {"https://index.docker.io/v1/": login("alice")}))
        done = match("nginx", "quay.io/app", "-f", "-", stdin=text)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        header, nginx, quay = done.stdout.splitlines()
        self.assertEqual(header.split(), ["IMAGE", "SECRET", "KEY", "USERNAME", "NOTE"])
        self.assertEqual(nginx.split(), ["nginx", "hub", "index.docker.io", "alice", "Docker", "Hub", "default"])
        self.assertEqual(quay.split(), ["quay.io/app", "<none>", "<none>", "<none>", "anonymous"])


class Usage(unittest.TestCase):
    def refused(self, *arguments: str, **given) -> str:
        done = match(*arguments, **given)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        return done.stderr

    def test_of_standard_input_twice(self):
        self.assertIn("standard input cannot be used for multiple arguments", self.refused("nginx", "-f", "-", "-f", "-"))

    def test_without_images(self):
        self.assertIn("no image was specified", self.refused("-f", "-"))

    def test_of_an_unknown_format(self):
        self.assertIn("allowed formats are: json,text", self.refused("nginx", "-f", "-", "-o", "xml"))

    def test_of_an_image_without_secrets(self):
        for arguments in (("nginx",), ("deployment/web",), ("pod",), ("pod/",), ()):
            with self.subTest(arguments=arguments):
                said = self.refused(*arguments)
                self.assertIn("pods are expected", said)
                self.assertIn("hint: ", said)

    def test_of_a_pod_needs_a_cluster(self):
        self.assertNotIn("pods are expected", self.refused("pod/web-0"))
        self.assertNotIn("pods are expected", self.refused("pod", "web-0"))


if __name__ == "__main__":
    unittest.main()
