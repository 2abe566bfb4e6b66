"""cmake --install, as the README tells it."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

BUILD = Path(os.environ["KSCAN_PLUGIN"]).parents[2]


class Install(unittest.TestCase):
    def test_puts_a_working_plugin_into_bin(self):
        with tempfile.TemporaryDirectory() as prefix:
            subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, capture_output=True)
            installed = [path.relative_to(prefix) for path in Path(prefix).rglob("*") if path.is_file()]
            self.assertEqual(installed, [Path("bin/kubectl-scan")])
            helped = subprocess.run([Path(prefix) / "bin/kubectl-scan"], capture_output=True, text=True)
        self.assertEqual(helped.returncode, 0, helped.stderr)
        self.assertIn("kubectl scan", helped.stdout)


if __name__ == "__main__":
    unittest.main()
