#pragma once
#include "handoff/credentials_report.hpp"
#include "keyring/keyring.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace kscan::agent {

struct PullSecrets {
  keyring::Keyring keyring;
  std::size_t found = 0;  ///< good secrets that had something in them
  std::vector<handoff::CredentialsReport::BadSecret> bad;  ///< left out of the keyring
};

/// The pull secrets mounted as DIR/0, DIR/1, ..., in the order of their `names`. An absent or empty
/// file counts as no secret, as for the kubelet. A mount does not tell a secret's type, which for
/// the kubelet decides; so .dockerconfigjson goes before .dockercfg. One that cannot be read is
/// reported and left out, where the kubelet would not pull at all.
[[nodiscard]] PullSecrets load_pull_secrets(const std::filesystem::path& dir,
                                            const std::vector<std::string>& names);

}  // namespace kscan::agent
