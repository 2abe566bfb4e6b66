"""What the tests of the real agent share. KSCAN_AGENT_DIR is where the build has put it."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import zlib

BUILD = pathlib.Path(os.environ["KSCAN_AGENT_DIR"])
AGENT = BUILD / "agent"
BOOTSTRAP = BUILD / "bootstrap"
RUN = "run1"
NOBODY = 65532


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Log:
    """A second decoder, written from the format's description."""

    def __init__(self, text):
        self.progress, self.log, self.ending, self.raw_ending = [], [], None, b""
        data = b""
        self.data_frames = 0
        for seq, line in enumerate(text.splitlines()):
            assert len(line) <= 4000, len(line)
            magic, run, number, kind, checksum, payload = line.split(b" ", 5)
            assert (magic, run, int(number)) == (b"KSCAN1", RUN.encode(), seq), line
            assert self.ending is None, "a frame after the end"
            # The checksum in Python is slow: some of a long log have to do.
            if seq < 20 or seq % 97 == 0:
                assert int(checksum, 16) == crc32c(b" ".join((run, number, kind, payload))), line
            if kind == b"progress":
                self.progress.append(payload.decode())
            elif kind == b"log":
                self.log.append(payload.decode(errors="replace"))
            elif kind == b"data":
                self.data_frames += 1
                data += base64.b64decode(payload, validate=True)
            else:
                self.raw_ending = payload
                self.ending = json.loads(payload)
        self.payload = zlib.decompress(data, 31) if data else b""


class Case(unittest.TestCase):
    """Each test has a directory of its own as the pod's root."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="kscan-agent-"))
        self.addCleanup(shutil.rmtree, self.root, ignore_errors=True)
        self.work = self.root / "kscan/work"
        for name in ("agent", "work", "credential", "database"):
            (self.root / "kscan" / name).mkdir(parents=True)
        self.termination_log = self.root / "dev/termination-log"
        self.write("dev/termination-log", "")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def script(self, text):
        path = self.write("scanner", "#!/bin/sh\n" + text)
        path.chmod(0o755)
        return str(path)

    def arguments(self, what, task):
        return [AGENT, what, json.dumps({"runID": RUN, **task}), "--root", self.root]

    def unprivileged(self):
        """How subprocess is to run the agent, and the scanner, as in the pod: without any power."""
        shutil.copy(AGENT, self.root / "kscan/agent")  # the build may be out of nobody's reach
        if os.geteuid() != 0:
            return {}
        for path in (self.root, *self.root.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def agent(self, what, task, unprivileged=False, **variables):
        arguments = self.arguments(what, task)
        how = {}
        if unprivileged:
            how = self.unprivileged()
            arguments[0] = self.root / "kscan/agent/agent"
        done = subprocess.run(
            arguments,
            **how,
            env={"PATH": os.environ["PATH"], **variables},
            capture_output=True,
            check=False,
            timeout=60,
        )
        self.assertEqual(done.stderr, b"", "the log has one writer")
        log = Log(done.stdout)
        self.assertEqual(log.raw_ending, self.termination_log.read_bytes())
        self.assertEqual(log.ending["dataFrames"], log.data_frames)
        self.assertEqual(log.ending["rawBytes"], len(log.payload))
        return done.returncode, log
