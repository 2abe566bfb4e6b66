"""The README's commands: kubectl's are run here as they stand, the others are known to be run elsewhere."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import testbed
from plugin import environment, scan
from testbed import PRIVATE_A, PULLER, Namespace

README = (Path(__file__).parents[2] / "README.md").read_text()

EXAMPLE_RUN = "x7k2p9qa"

# By tests/run itself, by e2e.demo, which is tests/demo, and by cli.install_test.
RUN_ELSEWHERE = [
    "tests/demo",
    "tests/run",
    "tests/install",
    "cmake --preset release -DBUILD_TESTING=OFF && cmake --build --preset release",
    "cmake --install build/release --prefix /usr/local",
]


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


class Readme(unittest.TestCase):
    def test_has_a_picture(self):
        self.assertIn("CVE-2019-10744", README)
        self.assertNotIn("@@", README)

    def test_names_only_commands_that_are_run(self):
        known = [command for command in commands() if not command.startswith("kubectl ")]
        self.assertEqual(known, RUN_ELSEWHERE)

    def test_names_only_flags_that_exist(self):
        told = "".join(scan(self.admin(), command, "--help").stdout for command in ("pod", "report", "cleanup"))
        prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
        prose = re.sub(r"--scanner-arg --[a-z-]+", "--scanner-arg", prose)  # what it hands on is the scanner's own
        flags = {flag for quoted in re.findall(r"`([^`]+)`", prose) for flag in re.findall(r"--[a-z-]+", quoted)}
        self.assertIn("--registry-ca", flags)
        for flag in flags:
            self.assertIn(flag, told)

    def test_shows_commands_that_work(self):
        shown = [command for command in commands() if command.startswith("kubectl ")]
        self.assertTrue(shown)
        with Namespace() as ns, tempfile.TemporaryDirectory() as directory:
            ns.pull_secret("regcred", {PRIVATE_A: PULLER})
            ns.pod("web-0", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["regcred"])
            Path(directory, "secrets.yaml").write_text(ns.kubectl("get", "secret", "regcred", "-o", "yaml").stdout)
            user = ns.user("admin")
            run = ""
            for command in shown:
                with self.subTest(command=command):
                    real = re.sub(r"\bshop\b", ns.name, command).replace(EXAMPLE_RUN, run)
                    shell = ("bash", "-o", "pipefail", "-c", real)
                    done = subprocess.run(shell, env=environment(user), cwd=directory, capture_output=True, text=True)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    if "--detach" in command:
                        run = done.stdout.strip()
                    if " scan pod " in command:
                        self.assertIn("CVE-2019-10744", done.stdout)

    def admin(self) -> testbed.User:
        return testbed.User("admin", testbed.KUBECONFIG)


if __name__ == "__main__":
    unittest.main()
