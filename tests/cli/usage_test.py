"""The binary without a cluster: help, usage errors, kubeconfig errors; stdout, stderr and exit code."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

PLUGIN = os.environ["KSCAN_PLUGIN"]


def scan(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    with tempfile.TemporaryDirectory() as home:
        clean = {"PATH": os.environ["PATH"], "HOME": home}
        return subprocess.run(
            [PLUGIN, *arguments], env=clean | environment, capture_output=True, text=True, timeout=30
        )


class Help(unittest.TestCase):
    def test_is_what_the_bare_command_prints(self):
        done = scan()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("kubectl scan", done.stdout)
        self.assertIn("pod", done.stdout)

    def test_of_a_command_has_examples_and_exit_codes(self):
        done = scan("pod", "--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for text in ("Examples:", "kubectl scan pod web-0", "Exit codes:", "--scanner-image", "--registry-ca"):
            self.assertIn(text, done.stdout)


class Version(unittest.TestCase):
    def test_of_the_plugin_needs_no_cluster(self):
        done = scan("version", "--client")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^Client Version: v\d+\.\d+\.\d+\nScanner Image: \S+\n$")

    def test_is_data_too(self):
        told = json.loads(scan("version", "--client", "-o", "json").stdout)
        self.assertRegex(told["clientVersion"]["agentSHA256"], "^[0-9a-f]{64}$")
        self.assertIn("clientVersion:\n", scan("version", "--client", "-o", "yaml").stdout)

    def test_of_the_plugin_is_told_without_a_cluster_too(self):
        done = scan("version")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Client Version: v", done.stdout)
        self.assertTrue(done.stderr.startswith("error: "), done.stderr)

    def test_in_an_unknown_format(self):
        done = scan("version", "--client", "-o", "xml")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("--output must be 'yaml' or 'json'", done.stderr)


class Usage(unittest.TestCase):
    def refused(self, *arguments: str, **environment: str) -> str:
        done = scan(*arguments, **environment)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        self.assertTrue(done.stderr.startswith("error: "), done.stderr)
        return done.stderr

    def test_of_what_is_no_word_of_kubectls(self):
        said = self.refused("po_d", "x")
        self.assertIn('the server doesn\'t have a resource type "po_d"', said)
        self.assertIn("See 'kubectl scan -h' for help and examples", said)

    def test_of_an_unknown_flag(self):
        self.assertIn("--frobnicate", self.refused("pod", "x", "--frobnicate"))

    def test_without_a_name_where_one_is_needed(self):
        for command in ("node", "image"):
            with self.subTest(command=command):
                self.assertIn("no name was specified", self.refused(command))

    def test_with_a_bad_value(self):
        for flag, value in (("-o", "xml"), ("--scanner-image", "Not:An:Image"), ("--registry-ca", "/nonexistent")):
            with self.subTest(flag=flag):
                self.assertIn(value, self.refused("pod", "x", flag, value))

    def test_reads_flags_from_the_environment(self):
        self.assertIn("xml", self.refused("pod", "x", KUBECTL_SCAN_OUTPUT="xml"))
        self.assertIn("Not:An", self.refused("pod", "x", KUBECTL_SCAN_DB_REPOSITORY="Not:An:Image"))
        self.assertIn("json", scan("pod", "-o", "table", "--help", KUBECTL_SCAN_OUTPUT="xml").stdout)

    def test_has_a_variable_for_each_flag(self):
        text = re.sub(r"\n {20,}", " ", scan("pod", "--help").stdout)  # a flag a line
        flags = dict(re.findall(r"^ +(?:-\w,)?--([a-z-]+)(?:.*\(Env:(\w+)\))?", text, re.MULTILINE))
        self.assertGreater(len(flags), 8)
        for flag, variable in flags.items():
            # What all children of a shell inherit is no place for credentials.
            without = flag in ("help", "token", "username", "password")
            self.assertEqual(variable, "" if without else "KUBECTL_SCAN_" + flag.upper().replace("-", "_"))

    def test_escapes_what_it_repeats(self):
        for arguments in (("pod", "x", "-o", "\x1b[31m"), ("pod", "x", "--\x1b[31m"), ("\x1b[31m",), ("-f", "\x1b")):
            self.assertNotIn("\x1b", self.refused(*arguments))


class Kubeconfig(unittest.TestCase):
    def test_that_is_missing_is_named(self):
        done = scan("pod", "x", "--kubeconfig", "/nonexistent/config")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/nonexistent/config", done.stderr)

    def test_that_does_not_exist_at_all_has_a_hint(self):
        done = scan("pod", "x")
        self.assertEqual(done.returncode, 1)
        self.assertIn("hint: ", done.stderr)

    def test_of_a_server_that_refuses_is_in_kubectls_words(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as config:
            config.write(
                "{apiVersion: v1, kind: Config, current-context: c,"
                " clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}],"
                " contexts: [{name: c, context: {cluster: c, user: u}}],"
                " users: [{name: u, user: {token: sesame-open}}]}"
            )
            config.flush()
            done = scan("pod", "x", KUBECONFIG=config.name)
        self.assertEqual(done.returncode, 1)
        self.assertIn("The connection to the server 127.0.0.1:1 was refused", done.stderr)
        self.assertNotIn("sesame-open", done.stdout + done.stderr)


class Binary(unittest.TestCase):
    def test_needs_no_library_that_debian_does_not_have(self):
        needed = subprocess.run(["ldd", PLUGIN], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("not found", needed)

    def test_carries_its_agent(self):
        self.assertIn(b"/kscan/pull-secrets", Path(PLUGIN).read_bytes())


if __name__ == "__main__":
    unittest.main()
