#pragma once
#include "base/error.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace kscan::cmd {

/// Which credentials a scan uses, and how they travel; as typed.
struct CredentialFlags {
  std::string credentials = "auto";
  std::vector<std::string> pull_secrets;
  std::string service_account;
  std::vector<std::string> registry_mirrors;
  std::vector<std::string> insecure_registries;
  std::vector<std::string> scanner_pull_secrets;
  std::string db_pull_secret;
};

void add_credential_flags(CLI::App& command, CredentialFlags& flags);
/// Of these only what a list of images depends on: --pull-secret, --service-account,
/// --registry-mirror.
void add_pull_flags(CLI::App& command, CredentialFlags& flags);

/// Of --credentials; nothing for "auto": each namespace's rights decide. Errc::usage.
[[nodiscard]] Result<std::optional<plan::Handoff>> parse_credentials(std::string_view word);

/// The names in them are names, the hosts hosts. Errc::usage says which flag is wrong.
[[nodiscard]] Result<> check(const CredentialFlags& flags);

}  // namespace kscan::cmd
