"""Where a credential must never be seen: whole scans, searched while they run and afterwards."""

import base64
import json
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import containers
import testbed
from held_registry import HeldRegistry
from plugin import by_image, calls, findings, start
from recording_relay import RecordingRelay
from testbed import FINDINGS, PRIVATE_A, SEARCHED, SOUGHT, STATE, Namespace

CREDENTIALS = (SEARCHED, SOUGHT)  # of web, of py
# Root file systems of containers are containerd's snapshots.
SNAPSHOTS = STATE / "containerd/io.containerd.snapshotter.v1.overlayfs/snapshots"
KUBELET = STATE / "kubelet"
ROOTS = (KUBELET, STATE / "pod-logs", SNAPSHOTS)


def spellings(text: str) -> list[bytes]:
    """A text as it is, and what is left of it in base64 wherever it begins there."""
    found = [text.encode()]
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + text.encode()).decode()
        # The edges mix with what stands around it.
        found.append(encoded[4 * (offset > 0) : -4].encode())
    return found


ALL_SPELLINGS = [spelling for _, password in CREDENTIALS for spelling in spellings(password)]


def on_disk(*roots: Path) -> list[str]:
    """The files below that hold a credential. Not those in memory (tmpfs): the mounted pull secret is one, by intent."""
    patterns = [argument for spelling in ALL_SPELLINGS for argument in ("-e", spelling.decode())]
    find = ("find", *roots, "-xdev", "-type", "f", "-exec", "grep", "-laF", *patterns, "{}", "+")
    # Files come and go meanwhile; that is no failure.
    return subprocess.run(find, capture_output=True, text=True).stdout.split()


def in_arguments() -> list[str]:
    found = []
    for command_line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = command_line.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if any(spelling in text for spelling in ALL_SPELLINGS):
            found.append(str(text))
    return found


class Inside:
    """What the containers of the scan pod and of its target can read, while all scanners run."""

    def __init__(self, pod: dict, target: dict):
        running = containers.processes(pod) | containers.processes(target)
        self.names = set(running)
        self.holders = {password: {} for _, password in CREDENTIALS}
        for name, processes in running.items():
            for password, holders in self.holders.items():
                patterns = [spelling.decode() for spelling in spellings(password)]
                if files := containers.files(processes[0], patterns):
                    holders[name] = files
        everything = [containers.environments(process) for processes in running.values() for process in processes]
        self.in_environments = [text for text in everything if any(spelling in text for spelling in ALL_SPELLINGS)]
        self.namespaces = [containers.namespaces(processes[0]) for processes in running.values()]
        volumes = KUBELET / "pods" / pod["metadata"]["uid"] / "volumes/kubernetes.io~empty-dir"
        self.handed_over = {str(path.relative_to(volumes)) for path in volumes.glob("credential-*/*")}


class Secrecy:
    """A pod of two private images with a credential each, scanned once with the noisiest log."""

    mode = ""

    @classmethod
    def setUpClass(cls):
        cls.ns = cls.enterClassContext(Namespace())
        repositories = (f"{PRIVATE_A}/team/web", f"{PRIVATE_A}/team/py")
        cls.ns.pull_secret("regcred", dict(zip(repositories, CREDENTIALS)))
        cls.ns.pod("web", [f"{repository}:1" for repository in repositories], pull_secrets=["regcred"])
        record = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.relay = cls.enterClassContext(RecordingRelay(Path(record)))
        cls.user = cls.ns.user("admin", token=True, server=cls.relay.url)
        cls.seen_on_disk, cls.seen_in_arguments, cls.inside = set(), set(), None
        with HeldRegistry() as held:
            cls.scan(held)
        cls.look()

    @classmethod
    def scan(cls, held):
        arguments = ("pod", "web", "-o", "json", "-v9", "--credentials", cls.mode, *held.flags(PRIVATE_A))
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            process = start(cls.user, *arguments, stdout=out, stderr=err)
            cls.addClassCleanup(process.kill)
            give_up = time.monotonic() + 120
            while process.poll() is None and time.monotonic() < give_up:
                cls.look()
                if held.waiting >= len(CREDENTIALS) and not cls.inside:
                    cls.inside = Inside(containers.scan_pod(cls.ns), cls.ns.get("pod", "web"))
                    cls.look()
                    held.release()
            out.seek(0), err.seek(0)
            cls.output, cls.errors = out.read(), err.read()
        cls.code = process.returncode

    @classmethod
    def look(cls):
        cls.seen_on_disk.update(on_disk(*ROOTS))
        cls.seen_in_arguments.update(in_arguments())

    def assertAbsent(self, text: str):
        for spelling in ALL_SPELLINGS:
            self.assertNotIn(spelling.decode(), text)

    def test_serves_its_purpose(self):
        self.assertEqual(self.code, 0, self.errors[-2000:])
        items = by_image(json.loads(self.output))
        self.assertEqual({name: findings(item) for name, item in items.items()}, {
            f"{PRIVATE_A}/team/{name}": FINDINGS[name] for name in ("web", "py")
        })
        self.assertTrue(self.inside, "the scan must have been looked at while it ran")
        self.assertTrue(all(root.exists() for root in ROOTS))

    def test_is_not_in_what_the_plugin_prints(self):
        self.assertIn("GET", self.errors, "the log must be on")
        self.assertAbsent(self.output + self.errors)

    def test_is_not_in_what_the_plugin_sends_or_gets(self):
        self.assertAbsent(json.dumps(testbed.audit(self.user)))
        self.assertTrue(self.relay.find("KSCAN1"), "the relay must have seen the logs")
        for spelling in ALL_SPELLINGS:
            self.assertFalse(self.relay.find(spelling.decode()))

    def test_is_on_no_disk(self):
        self.assertEqual(self.seen_on_disk, set())

    def test_is_in_no_arguments(self):
        self.assertEqual(self.seen_in_arguments, set())

    def test_is_in_no_environment_of_a_scan_that_runs(self):
        self.assertEqual(self.inside.in_environments, [])

    def test_is_read_by_its_own_scanner_only(self):
        self.assertEqual(self.inside.names, {"scan-0", "scan-1", "c0", "c1"})
        readers = [sorted(holders) for holders in self.inside.holders.values()]
        self.assertEqual(sorted(readers), [["scan-0"], ["scan-1"]])
        for holders in self.inside.holders.values():
            self.assertEqual(set().union(*holders.values()), {"/kscan/credential/config.json"})

    def test_is_not_shared_by_processes_or_mounts(self):
        for kind in ("pid", "mnt"):
            different = {namespaces[kind] for namespaces in self.inside.namespaces}
            self.assertEqual(len(different), len(self.inside.names))

    def test_is_not_left_where_it_was_handed_over(self):
        files = {f"credential-{scanner}/config.json" for scanner in ("scan-0", "scan-1")}
        self.assertEqual(self.inside.handed_over, files)


class BySecret(Secrecy, unittest.TestCase):
    mode = "secret"

    def test_is_in_the_agents_creates_only(self):
        agent = testbed.audit_of_service_accounts(self.ns.name)
        created = calls(agent, "create", "secrets")
        self.assertTrue(created, "the agent's calls must be in the audit log")
        self.assertAbsent(json.dumps([event for event in agent if event not in created]))


class InMemory(Secrecy, unittest.TestCase):
    mode = "memory"

    def test_is_in_no_call_of_the_agent(self):
        self.assertEqual(testbed.audit_of_service_accounts(self.ns.name), [])


class Search(unittest.TestCase):
    def test_finds_each_spelling(self):
        with tempfile.TemporaryDirectory() as directory:
            for number, spelling in enumerate(ALL_SPELLINGS):
                Path(directory, str(number)).write_bytes(b"before" + spelling + b"after")
            Path(directory, "login").write_bytes(base64.b64encode(":".join(SEARCHED).encode()))
            self.assertEqual(len(on_disk(Path(directory))), len(ALL_SPELLINGS) + 1)

    def test_finds_arguments_and_environments(self):
        command, variables = ["sh", "-c", "read line", "sh", SEARCHED[1]], {"PASSWORD": SOUGHT[1]}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=testbed.environment(**variables))
        self.addCleanup(process.communicate)
        testbed.wait_until(in_arguments, what="the argument to be seen")
        seen = containers.environments(Path("/proc", str(process.pid)))
        self.assertIn(SOUGHT[1].encode(), seen)


if __name__ == "__main__":
    unittest.main()
