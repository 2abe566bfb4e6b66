#include "agent/docker_config.hpp"

#include "base/encoding.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace kscan::agent {

using nlohmann::json;

namespace {

bool has_nul(const Secret& secret) {
  return secret.reveal().find('\0') != std::string::npos;
}

bool is_text(const Secret& secret) {
  return is_utf8(secret.reveal());
}

Result<Secret> decoded(const Secret& secret) {
  Result<std::string> bytes = base64_decode(secret.reveal());
  if (!bytes) return fail(Errc::invalid, "the credential is not base64");
  return Secret(std::move(*bytes));
}

Result<json> entry(const Login& login) {
  if (is_text(login.username) && is_text(login.password))
    return json{{"username", login.username.reveal()}, {"password", login.password.reveal()}};
  if (login.username.reveal().find(':') != std::string::npos)
    return fail(Errc::invalid, "the credential is not UTF-8 and its user name has a colon");
  std::string both = login.username.reveal() + ":" + login.password.reveal();
  json result{{"auth", base64_encode(both)}};
  wipe(both);
  return result;
}

void wipe_strings(json& value) {
  for (json& inner : value) {
    if (inner.is_string()) wipe(inner.get_ref<std::string&>());
  }
}

}  // namespace

std::string_view encoding_for(const Login& login) {
  const bool plain = is_text(login.username) && is_text(login.password) && !has_nul(login.username)
                     && !has_nul(login.password);
  return plain ? encoding_raw : encoding_base64;
}

Result<std::optional<Login>>
decode_login(Secret username, Secret password, std::string_view encoding) {
  if (encoding == encoding_base64) {
    Result<Secret> user = decoded(username), word = decoded(password);
    if (!user) return fail(std::move(user).error());
    if (!word) return fail(std::move(word).error());
    username = std::move(*user);
    password = std::move(*word);
  } else if (encoding != encoding_raw) {
    return fail(Errc::invalid, fmt::format("unknown encoding \"{}\" of the credential", encoding));
  }
  if (username.empty()) return std::nullopt;
  if (has_nul(username) || has_nul(password))
    return fail(Errc::invalid, "the credential holds a NUL byte, which no scanner can be given");
  return Login{std::move(username), std::move(password)};
}

namespace {

/// As go-containerregistry asks for it (pkg/authn/keychain.go: Resolve).
std::string config_key(std::string_view key) {
  constexpr std::string_view hub = "docker.io";
  if (key == hub) return "https://index.docker.io/v1/";
  if (key.starts_with("docker.io/")) return "index." + std::string(key);
  return std::string(key);
}

/// "key":{"username":...}, put together by hand, so that no copy of the entry stays behind in a
/// tree of values.
Result<Secret> config_member(std::string_view key, const Login& login) {
  Result<json> member = entry(login);
  if (!member) return fail(std::move(member).error());
  std::string text = member->dump();
  wipe_strings(*member);
  Secret result(fmt::format("{}:{}", json(config_key(key)).dump(), text));
  wipe(text);
  return result;
}

Secret config_of(const Secret& members) {
  return Secret(fmt::format(R"({{"auths":{{{}}}}})", members.reveal()));
}

}  // namespace

Result<Secret> docker_config(std::string_view key, const Login& login) {
  return config_member(key, login).map(config_of);
}

Result<Secret> docker_config(std::span<const KeyedLogin> logins) {
  Secret members;
  for (const KeyedLogin& keyed : logins) {
    const Result<Secret> member = config_member(keyed.key, keyed.login);
    if (!member) return fail(member.error());
    members = Secret(
        fmt::format("{}{}{}", members.reveal(), members.empty() ? "" : ",", member->reveal()));
  }
  return config_of(members);
}

}  // namespace kscan::agent
