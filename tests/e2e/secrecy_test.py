"""Where a credential must never be seen: a whole scan, searched while it runs and afterwards."""

import base64
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

import testbed
from plugin import findings, start
from recording_relay import RecordingRelay
from testbed import PRIVATE_A, SEARCHED, Namespace


def spellings(text: str) -> list[bytes]:
    """A text as it is, and what is left of it in base64 wherever it begins there."""
    found = [text.encode()]
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + text.encode()).decode()
        # The edges mix with what stands around it.
        found.append(encoded[4 * (offset > 0) : -4].encode())
    return found


def on_disk(*roots: Path) -> list[str]:
    """The files below that hold the credential. Not those in memory (tmpfs): the mounted pull secret is one, by intent."""
    patterns = [argument for spelling in spellings(SEARCHED[1]) for argument in ("-e", spelling.decode())]
    present = [str(root) for root in roots if root.exists()]
    find = ("find", *present, "-xdev", "-type", "f", "-exec", "grep", "-laF", *patterns, "{}", "+")
    # Files come and go meanwhile; that is no failure.
    return subprocess.run(find, capture_output=True, text=True).stdout.split()


def in_arguments() -> list[str]:
    found = []
    for command_line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = command_line.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if any(spelling in text for spelling in spellings(SEARCHED[1])):
            found.append(str(text))
    return found


class Credential(unittest.TestCase):
    """Of a private image, scanned once with the noisiest log."""

    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        cls.ns.pull_secret("regcred", {PRIVATE_A: SEARCHED})
        cls.ns.pod("web", [f"{PRIVATE_A}/team/web:1"], pull_secrets=["regcred"])
        record = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.relay = cls.enterClassContext(RecordingRelay(Path(record)))
        cls.user = cls.ns.user("admin", token=True, server=cls.relay.url)
        cls.seen_on_disk, cls.seen_in_arguments, cls.looks = set(), set(), 0
        cls.scan()

    @classmethod
    def scan(cls):
        state = testbed.STATE
        # Root file systems of containers are containerd's snapshots.
        snapshots = state / "containerd/io.containerd.snapshotter.v1.overlayfs/snapshots"
        roots = (state / "kubelet", Path("/var/log/pods"), snapshots)
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = start(cls.user, "pod", "web", "-o", "json", "-v9", stdout=out, stderr=err)
            while process.poll() is None:
                cls.seen_on_disk.update(on_disk(*roots))
                cls.seen_in_arguments.update(in_arguments())
                cls.looks += 1
            cls.seen_on_disk.update(on_disk(*roots))
            out.seek(0), err.seek(0)
            cls.output, cls.errors = out.read(), err.read()
        cls.code = process.returncode

    def assertAbsent(self, text: str):
        for spelling in spellings(SEARCHED[1]):
            self.assertNotIn(spelling.decode(), text)

    def test_serves_its_purpose(self):
        self.assertEqual(self.code, 0, self.errors[-2000:])
        self.assertIn("CVE-2019-10744", findings(json.loads(self.output)["items"][0]))
        self.assertGreater(self.looks, 3)

    def test_is_not_in_what_the_plugin_prints(self):
        self.assertIn("GET", self.errors, "the log must be on")
        self.assertAbsent(self.output + self.errors)

    def test_is_not_in_what_the_plugin_sends_or_gets(self):
        self.assertAbsent(json.dumps(testbed.audit(self.user)))
        self.assertTrue(self.relay.find("KSCAN1"), "the relay must have seen the logs")
        for spelling in spellings(SEARCHED[1]):
            self.assertFalse(self.relay.find(spelling.decode()))

    def test_is_in_one_request_of_the_agent_only(self):
        agent = testbed.audit_of_service_accounts(self.ns.name)
        created = [event for event in agent if event["verb"] == "create" and event["objectRef"]["resource"] == "secrets"]
        self.assertTrue(created, "the agent's calls must be in the audit log")
        self.assertAbsent(json.dumps([event for event in agent if event not in created]))

    def test_is_on_no_disk(self):
        self.assertEqual(self.seen_on_disk, set())

    def test_is_in_no_arguments(self):
        self.assertEqual(self.seen_in_arguments, set())

    def test_would_be_found(self):
        with tempfile.TemporaryDirectory() as directory:
            for number, spelling in enumerate(spellings(SEARCHED[1])):
                Path(directory, str(number)).write_bytes(b"before" + spelling + b"after")
            Path(directory, "login").write_bytes(base64.b64encode(":".join(SEARCHED).encode()))
            self.assertEqual(len(on_disk(Path(directory))), 5)
        process = subprocess.Popen(["sh", "-c", "read line", "sh", SEARCHED[1]], stdin=subprocess.PIPE)
        self.addCleanup(process.communicate)
        testbed.wait_until(in_arguments, what="the argument to be seen")


if __name__ == "__main__":
    unittest.main()
