"""Which logins the testbed's registries are shown while something runs.

    with RegistriesSeen() as seen:
        scan(user, "pod", "web")
    assert seen.logins_of_scanner(PRIVATE_A, "team/web") == [PULLER]
"""

from urllib.parse import unquote

from testbed import CLOSED, OPEN, PLAIN, TOKEN, registry_log

LOGS = {OPEN: "open", CLOSED: "closed", PLAIN: "plain", TOKEN: "tokens"}  # any other: private


class RegistriesSeen:
    def __enter__(self):
        names = ("private", "token", *LOGS.values())
        self._before = {name: len(registry_log(name)) for name in names}
        return self

    def __exit__(self, *_):
        self._entries = {name: registry_log(name)[before:] for name, before in self._before.items()}

    def logins(self, log: str) -> list:
        """All that was sent as authorization, whoever sent it."""
        return [entry["authorization"] for entry in self._entries[log] if entry["credential"]]

    def requests(self, registry: str, repository: str) -> list[dict]:
        """About one repository; of the registry behind the token server, those that this was sent."""
        path, scope = f"/v2/{repository}/", f"repository:{repository}:"
        entries = self._entries[LOGS.get(registry, "private")]
        if registry == TOKEN:
            return [entry for entry in entries if scope in unquote(entry["path"])]
        return [entry for entry in entries if entry["host"] == registry and entry["path"].startswith(path)]

    def logins_of_agent(self, registry: str, repository: str) -> list[tuple[str, str]]:
        return self._logins(registry, repository, lambda name: name.startswith("kubectl-scan"))

    def logins_of_scanner(self, registry: str, repository: str) -> list[tuple[str, str]]:
        return self._logins(registry, repository, lambda name: name.startswith("trivy"))

    def logins_of_node(self, registry: str, repository: str) -> list[tuple[str, str]]:
        return self._logins(registry, repository, lambda name: name.startswith("containerd"))

    def _logins(self, registry: str, repository: str, is_who) -> list[tuple[str, str]]:
        """Each once, in the order of their first use."""
        entries = [entry for entry in self.requests(registry, repository) if is_who(entry["userAgent"])]
        return list(dict.fromkeys(entry["credential"] for entry in entries if entry["credential"]))
