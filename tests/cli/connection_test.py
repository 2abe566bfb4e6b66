"""`kubectl scan config connection`, and kubectl's flags about the connection, without a cluster."""

import hashlib
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PLUGIN = os.environ["KSCAN_PLUGIN"]
PEM = json.loads((Path(__file__).parent.parent / "golden/connection/pem.json").read_text())[0]

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: prod
contexts:
- {name: prod, context: {cluster: c, user: u, namespace: shop}}
- {name: test, context: {cluster: d, user: plugin}}
clusters:
- {name: c, cluster: {server: "https://h:6443/p", certificate-authority: ca.crt, proxy-url: "http://me:hidden@p"}}
- {name: d, cluster: {server: "https://d"}}
users:
- {name: u, user: {token: sesame, as: jane, as-groups: [devs]}}
- name: plugin
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./marker, args: [a], interactiveMode: Never}
"""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Connection(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.home = Path(directory.name)
        (self.home / ".kube").mkdir()
        (self.home / ".kube/config").write_text(KUBECONFIG)
        (self.home / ".kube/ca.crt").write_text(PEM["CA"])
        plugin = self.home / ".kube/marker"
        plugin.write_text(f"#!/bin/sh\ntouch {self.home}/was-run\n")
        plugin.chmod(0o755)

    def run_scan(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.home)}
        return subprocess.run(
            [PLUGIN, *arguments], env=clean | environment, capture_output=True, text=True, timeout=30, cwd=self.home
        )

    def shown(self, *arguments: str, **environment: str) -> dict:
        done = self.run_scan("config", "connection", "-o", "json", *arguments, **environment)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def refused(self, *arguments: str, **environment: str) -> str:
        done = self.run_scan("config", "connection", *arguments, **environment)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        return done.stderr.splitlines()[0]

    def test_shows_everything_and_no_secret(self):
        done = self.run_scan("config", "connection", "-o", "json")
        self.assertEqual(
            json.loads(done.stdout),
            {
                "server": "https://h:6443/p",
                "namespace": "shop",
                "tlsServerName": "",
                "insecureSkipTLSVerify": False,
                "certificateAuthoritySHA256": sha256(PEM["CA"]),
                "clientCertificateSHA256": None,
                "proxyURL": "http://me:xxxxx@p",
                "headers": {
                    "Authorization": "sha256:" + sha256("Bearer sesame"),
                    "Impersonate-User": "jane",
                    "Impersonate-Group": ["devs"],
                },
                "exec": None,
            },
        )
        for secret in ("sesame", "hidden"):
            self.assertNotIn(secret, done.stdout + done.stderr)

    def test_names_the_plugin_and_does_not_run_it(self):
        self.assertEqual(
            self.shown("--context", "test")["exec"], {"command": f"{self.home}/.kube/marker", "args": ["a"]}
        )
        self.assertFalse((self.home / "was-run").exists())

    def test_needs_no_format(self):
        self.assertEqual(json.loads(self.run_scan("config", "connection").stdout), self.shown())
        self.assertIn("allowed formats are: json", self.refused("-o", "yaml"))

    def test_takes_kubectls_flags(self):
        for arguments, member, value in (
            (["-n", "a"], "namespace", "a"),
            (["-n=a"], "namespace", "a"),
            (["-na"], "namespace", "a"),
            (["-n", "ns/a"], "namespace", "a"),
            (["--namespace", "namespaces/a"], "namespace", "a"),
            (["--namespace="], "namespace", "shop"),
            (["-s", "https://s"], "server", "https://s"),
            (["--cluster", "d"], "server", "https://d"),
            (["--cluster", "d", "--cluster", "c"], "server", "https://h:6443/p"),
            (["--tls-server-name", "sn"], "tlsServerName", "sn"),
            (["--tls_server_name=sn"], "tlsServerName", "sn"),
            (["--insecure-skip-tls-verify=t"], "insecureSkipTLSVerify", True),
            (["--insecure-skip-tls-verify"], "certificateAuthoritySHA256", None),
        ):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.shown(*arguments)[member], value)

    def test_takes_flags_about_who_we_are(self):
        def headers(*arguments: str) -> dict:
            return self.shown(*arguments)["headers"]

        self.assertEqual(headers("--token", "-x")["Authorization"], "sha256:" + sha256("Bearer -x"))
        basic = headers("--context=test", "--username=u", "--password=p")
        self.assertEqual(basic, {"Authorization": "sha256:" + sha256("Basic dTpw")})
        self.assertEqual(headers("--as", "root", "--as-group", "a,b", "--as-group=[c]")["Impersonate-Group"], ["a,b", "[c]"])
        self.assertEqual(headers("--as", "root", "--as-uid", "7")["Impersonate-Uid"], "7")
        self.assertIn("only one is allowed", self.refused("--username", "u"))

    def test_takes_flags_that_change_nothing_here(self):
        same = self.shown()
        for arguments in (
            ["-v6"], ["-v=6"], ["--v=6"], ["-v", "6"], ["--request-timeout", "1m30s"], ["--cache-dir", "/x"],
            ["--disable-compression"], ["--match-server-version"], ["--warnings-as-errors"],
        ):  # fmt: skip
            with self.subTest(arguments=arguments):
                self.assertEqual(self.shown(*arguments), same)

    def test_takes_flags_before_the_command(self):
        done = self.run_scan("-n", "a", "config", "connection", "--cluster", "d")
        self.assertEqual(done.stderr, "")
        shown = json.loads(done.stdout)
        self.assertEqual((shown["namespace"], shown["server"]), ("a", "https://d"))

    def test_reads_flags_from_the_environment_but_no_credentials(self):
        self.assertEqual(self.shown(KUBECTL_SCAN_NAMESPACE="a")["namespace"], "a")
        self.assertEqual(self.shown("-n", "b", KUBECTL_SCAN_NAMESPACE="a")["namespace"], "b")
        before = self.run_scan("-n", "b", "config", "connection", KUBECTL_SCAN_NAMESPACE="a")
        self.assertEqual(json.loads(before.stdout)["namespace"], "b")
        self.assertTrue(self.shown(KUBECTL_SCAN_INSECURE_SKIP_TLS_VERIFY="true")["insecureSkipTLSVerify"])
        credentials = {f"KUBECTL_SCAN_{name}": "x" for name in ("TOKEN", "USERNAME", "PASSWORD")}
        self.assertEqual(self.shown(**credentials), self.shown())

    def test_speaks_kubectls_words_about_errors(self):
        for arguments, said in (
            (["--context", "x"], 'error: context "x" does not exist'),
            (["--user", "x"], 'error: auth info "x" does not exist'),
            (["--kubeconfig", "none"], "error: stat none: no such file or directory"),
            (["--what"], "error: unknown flag: --what"),
            (["-z"], "error: unknown shorthand flag: 'z' in -z"),
            (["--context"], "error: flag needs an argument: --context"),
            (["--request-timeout", "x"], "error: Invalid timeout value. Timeout must be a single integer in seconds,"),
        ):
            with self.subTest(arguments=arguments):
                self.assertTrue(self.refused(*arguments).startswith(said), self.refused(*arguments))

    def test_warns_of_a_user_that_is_not_there(self):
        (self.home / ".kube/config").write_text(KUBECONFIG.replace("{name: u,", "{name: other,"))
        done = self.run_scan("config", "connection")
        self.assertEqual(done.returncode, 0)
        self.assertIn('user "u" of context "prod" does not exist', done.stderr)
        self.assertEqual(json.loads(done.stdout)["headers"], {})


if __name__ == "__main__":
    unittest.main()
