#pragma once
#include "handoff/credentials_report.hpp"
#include "keyring/keyring.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kscan::agent {

struct PullSecrets {
  keyring::Keyring keyring;
  std::vector<handoff::CredentialsReport::BadSecret> bad;
  std::vector<std::string> missing;  ///< not there, or with nothing in them
};

/// The pull secrets mounted as DIR/0, DIR/1, ..., in the order of their `names`. An absent or empty
/// file counts as no secret, as for the kubelet. A mount does not tell a secret's type, which for
/// the kubelet decides; so .dockerconfigjson goes before .dockercfg. One that cannot be read is
/// reported as bad, where the kubelet would not pull at all; what can be used of it is.
[[nodiscard]] PullSecrets load_pull_secrets(const std::filesystem::path& dir,
                                            const std::vector<std::string>& names);

}  // namespace kscan::agent
