#include "kubectl-scan/credential_flags.hpp"

#include "image/reference.hpp"
#include "kubectl-scan/add_flag.hpp"
#include "workload/words.hpp"

#include <fmt/format.h>

#include <span>

namespace kscan::cmd {

namespace {

constexpr const char* group = "Credentials";

Error invalid(std::string_view flag, std::string_view why) {
  return Error(Errc::usage, fmt::format("invalid value for --{}: {}", flag, why));
}

Result<> check_names(std::string_view flag, std::span<const std::string> names) {
  for (const std::string& name : names)
    if (const Result<> valid = workload::check_name(name); !valid)
      return fail(invalid(flag, valid.error().message()));
  return {};
}

/// An empty value is a flag that was not given.
Result<> check_name(std::string_view flag, const std::string& name) {
  return name.empty() ? Result<>() : check_names(flag, {&name, 1});
}

Result<> check_hosts(std::string_view flag, std::span<const std::string> hosts) {
  for (const std::string& host : hosts) {
    const Result<image::Reference> parsed = image::parse(host + "/image");
    if (!parsed || parsed->registry != host)
      return fail(invalid(flag, fmt::format("\"{}\" is not a registry's HOST[:PORT]", host)));
  }
  return {};
}

}  // namespace

void add_pull_flags(CLI::App& command, CredentialFlags& flags) {
  add_flag(command,
           {"--pull-secret", "NAME", "Pull secrets that count after those of the pods; repeatable"},
           flags.pull_secrets)
      ->group(group);
  add_flag(command,
           {"--service-account", "NAME", "ServiceAccount, with its cloud identity, to scan as"},
           flags.service_account)
      ->group(group);
  add_flag(
      command,
      {"--registry-mirror", "A=B", "Pull images of A from B, with A's credentials; repeatable"},
      flags.registry_mirrors)
      ->group(group);
}

void add_credential_flags(CLI::App& command, CredentialFlags& flags) {
  add_flag(
      command,
      {"--credentials", "MODE", "How credentials reach the scanner: auto, secret, memory or none"},
      flags.credentials)
      ->capture_default_str()
      ->group(group);
  add_pull_flags(command, flags);
  add_flag(command,
           {"--insecure-registry",
            "HOST",
            "Registry without a trusted certificate, or without TLS; repeatable"},
           flags.insecure_registries)
      ->group(group);
  add_flag(command,
           {"--scanner-pull-secret", "NAME", "Pull secret for the scanner's own image; repeatable"},
           flags.scanner_pull_secrets)
      ->group(group);
  add_flag(command,
           {"--db-pull-secret", "NAME", "Pull secret for the vulnerability databases"},
           flags.db_pull_secret)
      ->group(group);
}

Result<std::optional<plan::Handoff>> parse_credentials(std::string_view word) {
  if (word == "auto") return std::optional<plan::Handoff>();
  for (const auto handoff : {plan::Handoff::secret, plan::Handoff::memory, plan::Handoff::none})
    if (word == plan::to_string(handoff)) return std::optional(handoff);
  return fail(invalid(
      "credentials",
      fmt::format("\"{}\" is none of \"auto\", \"secret\", \"memory\" and \"none\"", word)));
}

Result<> check(const CredentialFlags& flags) {
  return check_names("pull-secret", flags.pull_secrets)
      .and_then([&] { return check_name("service-account", flags.service_account); })
      .and_then([&] { return check_hosts("insecure-registry", flags.insecure_registries); })
      .and_then([&] { return check_names("scanner-pull-secret", flags.scanner_pull_secrets); })
      .and_then([&] { return check_name("db-pull-secret", flags.db_pull_secret); });
}

}  // namespace kscan::cmd
