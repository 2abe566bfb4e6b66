#include "agent/own_pull_secret.hpp"

#include "agent/docker_config.hpp"
#include "agent/pull_secrets.hpp"
#include "image/reference.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace kscan::agent {

namespace {

Error unusable(const handoff::OwnPullSecret& secret, std::string_view why) {
  return {Errc::invalid, fmt::format("pull secret \"{}\" {}", secret.name, why)};
}

PullSecrets load(const std::filesystem::path& dir, const handoff::OwnPullSecret& secret) {
  PullSecrets loaded = load_pull_secrets(dir, {secret.name});
  if (!loaded.bad.empty()) throw unusable(secret, "is malformed: " + loaded.bad.front().problem);
  if (!loaded.missing.empty())
    throw unusable(secret, "does not exist, or has neither .dockerconfigjson nor .dockercfg");
  return loaded;
}

}  // namespace

Secret config_from_pull_secret(const std::filesystem::path& dir,
                               const handoff::OwnPullSecret& secret) {
  const PullSecrets loaded = load(dir, secret);
  std::vector<KeyedLogin> logins;
  for (const std::string& text : secret.references) {
    const image::Reference reference = value_or_throw(image::parse(text));
    const auto candidates = loaded.keyring.candidates(reference);
    if (candidates.empty() || candidates.front()->credential.username.empty()) continue;
    const keyring::Credential& credential = candidates.front()->credential;
    logins.push_back({reference.name(),
                      {Secret(std::string(credential.username)),
                       Secret(std::string(credential.password.reveal()))}});
  }
  if (logins.empty())
    throw unusable(secret,
                   "has no login for " + fmt::format("{}", fmt::join(secret.references, " and ")));
  return value_or_throw(docker_config(logins));
}

}  // namespace kscan::agent
