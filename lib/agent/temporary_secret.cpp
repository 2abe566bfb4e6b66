#include "agent/temporary_secret.hpp"

#include "agent/files.hpp"
#include "agent/pause.hpp"
#include "base/encoding.hpp"
#include "handoff/handoff.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace kscan::agent {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

/// As it stands in `data`: base64 for the API, around what the encoding makes of it.
Secret data_value(const Secret& value, std::string_view encoding) {
  if (encoding == encoding_raw) return Secret(base64_encode(value.reveal()));
  const Secret inner(base64_encode(value.reveal()));
  return Secret(base64_encode(inner.reveal()));
}

ordered_json metadata(const TemporarySecret& secret) {
  const ordered_json owner{
      {"apiVersion", "v1"}, {"kind", "Pod"}, {"name", secret.pod_name}, {"uid", secret.pod_uid}};
  return {{"name", secret.name},
          {"labels",
           {{handoff::label_managed_by, handoff::managed_by}, {handoff::label_run, secret.run_id}}},
          {"ownerReferences", ordered_json::array({owner})}};
}

/// A quota's own bookkeeping answers 409 as well (reason Conflict).
bool exists_already(const Error& error) {
  return error.code() == Errc::conflict
         && error.message().find("(AlreadyExists)") != std::string::npos;
}

/// RBAC's caches may lag behind; a quota and a namespace that goes away will not change their mind.
bool may_pass(const Error& error) {
  const std::string& text = error.message();
  return text.find("exceeded quota") == std::string::npos
         && text.find("is being terminated") == std::string::npos;
}

bool worth_repeating(const Error& error) {
  switch (error.code()) {
  case Errc::forbidden:
    return may_pass(error);
  case Errc::conflict:
    return !exists_already(error);
  case Errc::unauthorized:
  case Errc::unavailable:
  case Errc::timeout:
    return true;
  default:
    return false;
  }
}

Result<>
post(kube::Client& client, io::Loop& loop, const TemporarySecret& secret, const Login& login) {
  std::optional<Result<json>> outcome;
  const io::Ticket ticket =
      client.create(kube::secrets,
                    secret.ns,
                    std::string(secret_json(secret, login).reveal()),
                    [&](Result<json> result) { outcome = std::move(result); });
  loop.run_until([&] { return outcome.has_value(); });
  if (!*outcome) return fail(std::move(*outcome).error());
  return {};
}

}  // namespace

Secret secret_json(const TemporarySecret& secret, const Login& login) {
  const std::string_view encoding = encoding_for(login);
  const Secret username = data_value(login.username, encoding);
  const Secret password = data_value(login.password, encoding);
  // By hand, so that no copy of a value stays behind in a tree of values; base64 needs no escapes.
  return Secret(fmt::format(
      R"({{"apiVersion":"v1","kind":"Secret","metadata":{},"type":"Opaque","immutable":true,)"
      R"("data":{{"{}":"{}","{}":"{}","{}":"{}"}}}})",
      metadata(secret).dump(-1, ' ', false, ordered_json::error_handler_t::replace),
      handoff::key_username,
      username.reveal(),
      handoff::key_password,
      password.reveal(),
      handoff::key_encoding,
      base64_encode(encoding)));
}

Result<> create_secret(kube::Client& client,
                       io::Loop& loop,
                       const TemporarySecret& secret,
                       const Login& login,
                       const std::filesystem::path& marker_dir,
                       const Persistence& persistence) {
  const std::filesystem::path marker = marker_dir / ("created-" + secret.name);
  std::error_code ignored;
  bool may_be_ours = std::filesystem::exists(marker, ignored);
  if (!may_be_ours) write_new_file(marker, secret.pod_uid, 0600);
  const auto give_up = loop.now() + persistence.total;
  for (;;) {
    Result<> result = post(client, loop, secret, login);
    if (result) return result;
    if (may_be_ours && exists_already(result.error())) return {};
    if (!worth_repeating(result.error()) || loop.now() >= give_up) return result;
    // Without an answer nobody knows whether it was done.
    const Errc code = result.error().code();
    may_be_ours = may_be_ours || code == Errc::unavailable || code == Errc::timeout;
    pause(loop, persistence.pause);
  }
}

}  // namespace kscan::agent
