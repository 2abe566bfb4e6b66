"""The real agent as PID 1 of a scanner's container."""

import base64
import json
import os
import random
import signal
import subprocess
import unittest

from support import Case, Log

# trivy's queries (trivy-java-db pkg/db/db.go).
JAVA_QUERIES = """
SELECT a.group_id, a.artifact_id, i.version, i.sha1, i.archive_type
  FROM indices i JOIN artifacts a ON a.id = i.artifact_id WHERE i.sha1 = x'00';
SELECT f_id.group_id, f_id.artifact_id, i.version, i.sha1, i.archive_type FROM indices i
  JOIN (SELECT a.id, a.group_id, a.artifact_id FROM indices i
        JOIN artifacts a ON a.id = i.artifact_id
        WHERE a.artifact_id = 'x' AND i.version = '1' AND i.archive_type = 'jar') f_id
  ON f_id.id = i.artifact_id;
"""


class Shim(Case):
    def scan(self, script, registry="", **variables):
        task = {"commands": [[self.script(script)]], "registry": registry, "report": True}
        return self.agent("shim", task, **variables)

    def start(self, script):
        task = {"commands": [[self.script(script)]], "report": True}
        return subprocess.Popen(self.arguments("shim", task), stdout=subprocess.PIPE)

    def test_delivers_ten_megabytes_byte_for_byte(self):
        blob = random.Random(1).randbytes(10_000_000)
        self.write("blob", blob)
        code, log = self.scan(f"cat {self.root}/blob")
        self.assertEqual(code, 0)
        self.assertEqual(log.payload, blob)

    def test_passes_the_exit_code_on(self):
        code, log = self.scan("exit 42")
        self.assertEqual((code, log.ending["exitCode"], log.ending["signal"]), (42, 42, 0))

    def test_passes_a_killing_signal_on(self):
        code, log = self.scan("kill -KILL $$")
        self.assertEqual((code, log.ending["signal"]), (137, 9))

    def test_forwards_signals_to_the_scanner(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                name = signal.Signals(number).name[3:]
                shim = self.start(
                    f"trap 'echo caught {name}; exit 7' {name}; echo ready >&2;"
                    " while :; do sleep 0.05; done"
                )
                out = b""
                while b" ready" not in out:
                    out += shim.stdout.readline()
                shim.send_signal(number)
                log = Log(out + shim.stdout.read())
                shim.stdout.close()
                self.assertEqual(shim.wait(), 7)
                self.assertEqual(log.payload.decode(), f"caught {name}\n")

    def test_ends_with_the_signal_that_ended_the_scanner(self):
        shim = self.start("echo ready >&2; exec sleep 1000")
        out = b""
        while b" ready" not in out:
            out += shim.stdout.readline()
        shim.terminate()
        log = Log(out + shim.stdout.read())
        shim.stdout.close()
        self.assertEqual(shim.wait(), 143)
        self.assertEqual(log.ending["signal"], 15)

    def test_buries_orphans(self):
        # Runs until the orphan is gone from /proc, which only its new parent can bring about.
        code, log = self.scan(
            "(sh -c 'echo $$ > orphan; exit 0' &) ; while ! test -s orphan; do :; done;"
            " while test -e /proc/$(cat orphan); do :; done; echo buried"
        )
        self.assertEqual((code, log.payload), (0, b"buried\n"))

    def test_kills_a_session_that_is_left(self):
        script = self.script(
            "setsid sh -c 'echo $$ > left; exec sleep 1000' & until test -s left; do :; done; cat left"
        )
        task = {"commands": [[script]], "report": True}
        code, log = self.agent("shim", task, unprivileged=True)
        self.assertEqual(code, 0)
        self.assertFalse(os.path.exists(f"/proc/{int(log.payload)}"))

    def test_no_environment_shows_the_password(self):
        code, log = self.scan(
            "cat /proc/$PPID/environ /proc/self/environ; env",
            "r.example.com",
            KSCAN_USERNAME="robot",
            KSCAN_PASSWORD="hunter2",
            KSCAN_ENCODING="raw",
            TRIVY_INSECURE="untouched",
        )
        self.assertEqual(code, 0)
        self.assertNotIn(b"hunter2", log.payload)
        self.assertNotIn(b"robot", log.payload)
        self.assertIn(b"TRIVY_INSECURE=untouched", log.payload)

    def test_the_scanner_cannot_look_into_the_shim(self):
        script = self.script(
            "for file in environ mem maps; do for process in $PPID $$; do"
            " (exec 3< /proc/$process/$file) 2> /dev/null && echo $process; done; done; echo $$"
        )
        task = {"commands": [[script]], "report": True}
        code, log = self.agent("shim", task, unprivileged=True)
        *opened, own = log.payload.split()
        self.assertEqual((code, opened), (0, [own] * 3), "its own, and nothing of its parent's")

    def test_hands_the_password_over_unchanged(self):
        password = " a,b:\"c\\ \u00fc\u20ac\n"
        code, log = self.scan(
            'cat "$DOCKER_CONFIG/config.json"',
            "docker.io",
            KSCAN_USERNAME="robot",
            KSCAN_PASSWORD=password,
            KSCAN_ENCODING="raw",
        )
        self.assertEqual(code, 0)
        self.assertIn(b'"https://index.docker.io/v1/"', log.payload)
        entry = json.loads(log.payload)["auths"]["https://index.docker.io/v1/"]
        self.assertEqual(entry, {"username": "robot", "password": password})
        self.assertEqual(os.listdir(self.root / "kscan/credential"), [])

    def test_takes_the_login_from_memory_before_the_scanner_starts(self):
        lines = [base64.b64encode(value).decode() for value in (b"robot", b"a\xff\nb")]
        self.write("kscan/credential/login", "\n".join(lines) + "\n")
        task = {
            "commands": [[self.script('ls "$DOCKER_CONFIG"; cat "$DOCKER_CONFIG/config.json"')]],
            "registry": "r.example.com",
            "loginInMemory": True,
            "report": True,
        }
        code, log = self.agent("shim", task, unprivileged=True)
        self.assertEqual((code, log.ending["error"]), (0, ""))
        listing, config = log.payload.split(b"\n", 1)
        self.assertEqual(listing, b"config.json")
        auth = json.loads(config)["auths"]["r.example.com"]["auth"]
        self.assertEqual(base64.b64decode(auth), b"robot:a\xff\nb")
        self.assertEqual(os.listdir(self.root / "kscan/credential"), [])

    def test_writes_a_java_database_that_trivys_queries_accept(self):
        java = self.root / "kscan/database/java-db"
        self.write("queries.sql", JAVA_QUERIES)
        query = ["sqlite3", "-bail", str(java / "trivy-java.db"), f".read {self.root}/queries.sql"]
        code, log = self.agent("shim", {"commands": [query], "emptyJavaDBDir": str(java)})
        self.assertEqual((code, log.log), (0, []))
        self.assertLess((java / "trivy-java.db").stat().st_size, 12_000)

    def test_says_what_is_wrong_with_its_arguments(self):
        for arguments in (["shim"], ["shim", "{", "--root", self.root], ["dance", "{}"]):
            done = subprocess.run(
                [self.arguments("shim", {})[0], *arguments], capture_output=True, check=False
            )
            self.assertEqual(done.returncode, 70)
            self.assertEqual(done.stdout, b"")
            self.assertTrue(done.stderr.startswith(b"kubectl-scan agent: "))


if __name__ == "__main__":
    unittest.main()
