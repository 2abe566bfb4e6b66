"""Completion in real shells; the server is one that knows a few pods."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PLUGIN = os.environ["KSCAN_PLUGIN"]
PODS = {"web-0": "Running", "web-1": "Pending", "web-;id": "Running", "db": "Running"}


class Handler(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self):
        path = self.path.split("?")[0]
        self.asked.append(path)
        found = re.fullmatch("/api/v1/(?:namespaces/(shop)/pods|namespaces)", path)
        names = (PODS if found[1] else {"shop": "Active", "till": "Active"}) if found else {}
        if path == "/apis/batch/v1/namespaces/shop/jobs":
            body = self.jobs()
        else:
            body = {
                "kind": "List",
                "metadata": {},
                "items": [
                    {
                        "metadata": {"name": name},
                        "spec": {"containers": [{"name": "app-" + name}]},
                        "status": {"phase": phase},
                    }
                    for name, phase in names.items()
                ],
            }
        data = json.dumps(body).encode()
        self.send_response(200 if found or "/jobs" in path else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @staticmethod
    def jobs() -> dict:
        labels = ({"kubectl-scan.dev/run": run} for run in ("x7k2p9qa", "x7k2p9qa", "b1c2d3e4"))
        return {"kind": "List", "metadata": {}, "items": [{"metadata": {"labels": each}} for each in labels]}

    def log_message(self, *_):
        pass


class Shell(unittest.TestCase):
    """A home with a kubeconfig, and a PATH on which the plugin comes first."""

    @classmethod
    def setUpClass(cls):
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.directory = tempfile.TemporaryDirectory()
        cls.home = Path(cls.directory.name)
        (cls.home / "bin").mkdir()
        (cls.home / "bin/kubectl-scan").symlink_to(PLUGIN)
        (cls.home / "report.json").write_text("{}")
        config = {
            "kind": "Config",
            "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{cls.server.server_port}"}}],
            "contexts": [{"name": "prod", "context": {"cluster": "c", "namespace": "shop"}}],
            "current-context": "prod",
        }
        (cls.home / "config").write_text(json.dumps(config))
        cls.environment = {
            "HOME": str(cls.home),
            "PATH": f"{cls.home}/bin:{os.environ['PATH']}",
            "KUBECONFIG": str(cls.home / "config"),
            "TERM": "dumb",
        }

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.directory.cleanup()

    def run_in(self, *command: str, **options) -> str:
        done = subprocess.run(
            command, env=self.environment, cwd=self.home, capture_output=True, text=True, timeout=60, **options
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout


class Protocol(Shell):
    def ask(self, *words: str) -> list[str]:
        return self.run_in("kubectl-scan", "__complete", *words).splitlines()

    def test_names_pods_with_their_phase(self):
        self.assertEqual(self.ask("pod", "web-"), ["web-0\tRunning", "web-1\tPending", ":4"])
        self.assertEqual(self.ask("po", "web-0", "web-"), ["web-1\tPending", ":4"])
        self.assertEqual(self.ask("po/d"), ["po/db\tRunning", ":4"])

    def test_names_namespaces_contexts_and_containers(self):
        self.assertEqual(self.ask("pod", "-n", ""), ["shop", "till", ":4"])
        self.assertEqual(self.ask("--context", ""), ["prod", ":4"])
        self.assertEqual(self.ask("pod", "db", "-c", ""), ["app-db", ":4"])

    def test_of_another_namespace_asks_there(self):
        self.assertEqual(self.ask("pod", "-n", "elsewhere", ""), [":4"])

    def test_names_runs(self):
        self.assertEqual(self.ask("attach", ""), ["b1c2d3e4", "x7k2p9qa", ":4"])
        self.assertEqual(self.ask("cleanup", "b1c2d3e4", ""), ["x7k2p9qa", ":4"])

    def test_flags_without_a_value_do_not_matter(self):
        self.assertEqual(self.ask("--context=", "pod", "db"), ["db\tRunning", ":4"])

    def test_asks_nobody_for_types_and_writes_nothing(self):
        Handler.asked.clear()
        self.assertEqual(self.ask("po/d"), ["po/db\tRunning", ":4"])
        self.assertEqual(self.ask("widgets/"), [":4"])
        self.assertEqual(self.ask("deploy/"), [":4"])
        self.assertEqual(
            Handler.asked, ["/api/v1/namespaces/shop/pods", "/apis/apps/v1/namespaces/shop/deployments"]
        )
        self.assertFalse((self.home / ".kube").exists())

    def test_waits_for_no_plugin_and_lets_none_ask(self):
        config = json.loads((self.home / "config").read_text())
        script = f"echo password? >&2; cat >&2; touch {self.home}/read; exec sleep 600"
        config["users"] = [
            {
                "name": "u",
                "user": {
                    "exec": {
                        "apiVersion": "client.authentication.k8s.io/v1",
                        "command": "sh",
                        "args": ["-c", script],
                        "interactiveMode": "IfAvailable",
                    }
                },
            }
        ]
        config["contexts"][0]["context"]["user"] = "u"
        config["clusters"][0]["cluster"] = {"server": "https://127.0.0.1:1"}
        (self.home / "slow").write_text(json.dumps(config))
        # Whoever answers this would be asked.
        held, ours = pty.openpty()
        self.addCleanup(os.close, held)
        self.addCleanup(os.close, ours)
        self.assertEqual(self.run_in("kubectl-scan", "__complete", "--kubeconfig=slow", "pod", "", stdin=ours), ":4\n")
        self.assertTrue((self.home / "read").exists(), "its input was not empty")

    def test_under_kubectls_name_for_it_is_the_same(self):
        link = self.home / "bin/kubectl_complete-scan"
        told = self.run_in("kubectl-scan", "completion", "install")
        self.assertIn(f"{link} created", told)
        self.assertEqual(os.readlink(link), "kubectl-scan")
        self.assertIn("is there already", self.run_in("kubectl-scan", "completion", "install"))
        self.assertEqual(self.run_in(link.name, "pod", "d"), "db\tRunning\n:4\n")

    def test_install_says_what_it_cannot_do(self):
        for directory in ("/nonexistent", str(self.home / "report.json")):
            done = subprocess.run(
                ["kubectl-scan", "completion", "install", directory],
                env=self.environment, capture_output=True, text=True, timeout=30,
            )  # fmt: skip
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, f"^error: cannot create {directory}/.*\nhint: ")


class Bash(Shell):
    def complete(self, line: str) -> list[str]:
        # What readline does before it calls the function.
        script = """
            source <(kubectl-scan completion bash)
            compopt() { :; }
            COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
            eval "set -- $(sed -E 's/([=:])/ \\1 /g' <<<"$1")"
            COMP_WORDS=("$@")
            [[ $COMP_LINE == *' ' || $COMP_LINE == *= || $COMP_LINE == *: ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _kubectl_scan
            printf '%s\\n' "${COMPREPLY[@]}"
        """
        return self.run_in("bash", "--norc", "-c", script, "bash", line).split()

    def test_words_values_and_files(self):
        for line, found in (
            ("kubectl-scan vers", ["version"]),
            ("kubectl-scan pod web-", ["web-0", "web-1"]),
            ("kubectl-scan pod --severity=h", ["high"]),
            ("kubectl-scan pod --fail-on new:h", ["high"]),
            ("kubectl-scan report rep", ["report.json"]),
            ("kubectl-scan pod -o json=rep", ["report.json"]),
        ):
            with self.subTest(line=line):
                self.assertEqual(self.complete(line), found)


class Terminal:
    """A shell in a terminal: what is shown after keys were sent, until it has been still for a while."""

    def __init__(self, command: list[str], environment: dict, cwd: Path):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.execvpe(command[0], command, environment)

    def until(self, wanted: str, seconds: float = 30) -> str:
        shown, end = "", time.monotonic() + seconds
        while wanted not in shown and time.monotonic() < end:
            if not select.select([self.fd], [], [], 0.2)[0]:
                continue
            try:
                shown += os.read(self.fd, 65536).decode(errors="replace")
            except OSError:
                break
        return shown

    def send(self, keys: str) -> None:
        os.write(self.fd, keys.encode())

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


class BashInATerminal(Shell):
    def test_completes_at_tab(self):
        (self.home / "rc").write_text("PS1='READY> '\nsource <(kubectl-scan completion bash)\n")
        terminal = Terminal(["bash", "--rcfile", str(self.home / "rc"), "-i"], self.environment, self.home)
        self.addCleanup(terminal.close)
        terminal.until("READY> ")
        for typed, wanted in (("kubectl-scan vers\t", "version "), ("kubectl-scan pod --severity=hi\t", "high "),
                              ("kubectl-scan pod d\t", "db ")):  # fmt: skip
            with self.subTest(typed=typed):
                terminal.send(typed)
                self.assertIn(wanted, terminal.until(wanted))
                terminal.send("\x15")


class Zsh(Shell):
    def test_completes_at_tab(self):
        (self.home / ".zshrc").write_text(
            "PS1='READY> '\nautoload -Uz compinit && compinit -u -D\nsource <(kubectl-scan completion zsh)\n"
        )
        terminal = Terminal(["zsh", "-d", "-i"], self.environment | {"TERM": "xterm"}, self.home)
        self.addCleanup(terminal.close)
        terminal.until("READY> ")
        for typed, wanted in (("kubectl-scan vers\t", "ion"), ("kubectl-scan pod --severity=hi\t", "gh"),
                              ("kubectl-scan pod web-\t", "Pending"), ("kubectl-scan report rep\t", "json")):  # fmt: skip
            with self.subTest(typed=typed):
                terminal.send(typed)
                self.assertIn(wanted, terminal.until(wanted))
                terminal.send("\x15")
                terminal.until("READY> ", 2)


class Fish(Shell):
    def test_words_values_and_files(self):
        for line, found in (
            ("kubectl-scan vers", ["version"]),
            ("kubectl-scan pod web-", ["web-0", "web-1"]),
            ("kubectl-scan pod --severity=h", ["--severity=high"]),
            ("kubectl-scan report rep", ["report.json"]),
            ("kubectl-scan pod -o json=rep", ["json=report.json"]),
        ):
            with self.subTest(line=line):
                shown = self.run_in(
                    "fish", "--no-config", "-c", f"kubectl-scan completion fish | source; complete -C '{line}'"
                )
                self.assertEqual([each.split("\t")[0] for each in shown.splitlines()], found)


if __name__ == "__main__":
    unittest.main()
