"""Completion through real kubectl, which looks for kubectl_complete-scan on PATH."""

import shutil
import subprocess
import unittest

from completion_test import Shell


@unittest.skipUnless(shutil.which("kubectl"), "kubectl is not installed")
class Kubectl(Shell):
    def test_asks_the_plugin(self):
        self.run_in("kubectl-scan", "completion", "install", str(self.home / "bin"))
        done = subprocess.run(
            ["kubectl", "__complete", "scan", "pod", "web-"],
            env=self.environment, capture_output=True, text=True, timeout=30,
        )  # fmt: skip
        self.assertEqual(done.stdout, "web-0\tRunning\nweb-1\tPending\n:4\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
