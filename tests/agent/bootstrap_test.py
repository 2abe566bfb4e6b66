"""The real bootstrap with the real agent."""

import os
import shutil
import subprocess
import unittest

from support import AGENT, BOOTSTRAP, BUILD, RUN, Case

TASK = f'{{"runID":"{RUN}","commands":[]}}'
SHA256 = (BUILD / "agent.sha256").read_text()
PART = 700 * 1024


class Bootstrap(Case):
    def setUp(self):
        super().setUp()
        self.parts = self.root / "kscan/agent"
        packed = (BUILD / "agent.xz").read_bytes()
        for index in range(0, len(packed), PART):
            (self.parts / f"agent.xz.{index // PART}").write_bytes(packed[index : index + PART])

    def start(self, sha256=SHA256, wrapper=()):
        return subprocess.run(
            [*wrapper, BOOTSTRAP, sha256, self.parts, self.work, "shim", TASK, "--root", self.root],
            capture_output=True,
            check=False,
            timeout=60,
        )

    def assert_refused(self, done, why):
        self.assertEqual(done.returncode, 71)
        self.assertEqual(done.stdout, b"", "nothing was executed")
        self.assertIn(why, done.stderr.decode())
        self.assertEqual(done.stderr.count(b"\n"), 1)
        self.assertEqual(list(self.work.iterdir()), [])

    def test_runs_the_agent_that_was_packed(self):
        done = self.start()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith(b"KSCAN1 "))
        unpacked = self.work / "agent"
        self.assertEqual(unpacked.read_bytes(), AGENT.read_bytes())
        self.assertEqual(unpacked.stat().st_mode & 0o7777, 0o500)

    def test_fits_three_config_maps(self):
        packed = (BUILD / "agent.xz").stat().st_size + BOOTSTRAP.stat().st_size
        self.assertLessEqual(packed, 3 * PART)
        self.assertLess(BOOTSTRAP.stat().st_size, 100_000)

    def test_refuses_another_sha256(self):
        self.assert_refused(self.start("0" * 64), "SHA-256")

    def test_refuses_a_sha256_that_is_only_the_beginning(self):
        self.assert_refused(self.start(SHA256[:63]), "SHA-256")

    def test_refuses_every_kind_of_tampered_part(self):
        for index in range(3):
            part = self.parts / f"agent.xz.{index}"
            good = part.read_bytes()
            middle = len(good) // 2
            part.write_bytes(good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :])
            self.assert_refused(self.start(), "kubectl-scan bootstrap: cannot")
            part.write_bytes(good)

    def test_refuses_another_program_in_good_order(self):
        packed = subprocess.run(["xz", "-c", "/bin/true"], capture_output=True, check=True).stdout
        for part in self.parts.iterdir():
            part.unlink()
        (self.parts / "agent.xz.0").write_bytes(packed)
        self.assert_refused(self.start(), "SHA-256")

    def test_names_a_missing_first_part(self):
        (self.parts / "agent.xz.0").unlink()
        self.assert_refused(self.start(), "agent.xz.0: No such file")

    def test_refuses_when_another_part_is_missing(self):
        (self.parts / "agent.xz.1").unlink()
        self.assert_refused(self.start(), "ends early")

    def test_replaces_what_an_earlier_start_has_left(self):
        victim = self.write("victim", "untouched")
        (self.work / "agent").symlink_to(victim)
        self.assertEqual(self.start().returncode, 0)
        self.assertEqual(victim.read_text(), "untouched")
        self.assertEqual(self.start().returncode, 0, "and its own")

    def test_names_a_work_directory_that_is_not_there(self):
        self.work.rmdir()
        done = self.start()
        self.assertEqual(done.returncode, 71)
        self.assertIn("work/agent: No such file", done.stderr.decode())

    @unittest.skipIf(os.geteuid() != 0, "needs root")
    def test_tells_the_failure_in_the_termination_message(self):
        wrapper = ["unshare", "--mount", "sh", "-c",
                   'mount -t tmpfs none /dev && printf x > /dev/termination-log && "$@";'
                   " code=$?; cat /dev/termination-log; exit $code", "sh"]  # fmt: skip
        if subprocess.run([*wrapper, "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("no mount namespace")
        done = self.start("0" * 64, wrapper)
        self.assertEqual(done.returncode, 71)
        self.assertEqual(done.stdout, done.stderr.rstrip(b"\n"))

    @unittest.skipIf(os.geteuid() != 0, "needs root")
    def test_both_run_as_nobody_in_an_image_of_nothing(self):
        os.chmod(self.root, 0o755)
        os.chmod(self.work, 0o777)
        shutil.copy(BOOTSTRAP, self.parts)
        done = subprocess.run(
            ["chroot", "--userspec=65532:65532", "--groups=65532", self.root,
             "/kscan/agent/bootstrap", SHA256, "/kscan/agent", "/kscan/work", "shim", TASK],
            capture_output=True, check=False, timeout=60)  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b" end ", done.stdout)


if __name__ == "__main__":
    unittest.main()
