#include "auth/oidc.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

namespace kscan::auth {

namespace {

using nlohmann::json;

constexpr std::chrono::seconds leeway{10};
constexpr double latest = 9e9;  // seconds that fit into 64 bits of nanoseconds

std::string_view setting(const kubeconfig::AuthProvider& provider, const std::string& name) {
  const auto found = provider.config.find(name);
  return found == provider.config.end() ? std::string_view() : found->second.reveal();
}

tl::unexpected<Error> refused(std::string why) {
  return tl::unexpected<Error>(Error(Errc::unauthorized, std::move(why))
                                   .hint("run kubectl oidc-login, or any kubectl command "
                                         "if there is a refresh-token"));
}

std::optional<double> number_of(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

/// The claim `exp`, whose name Go reads in any case; 0 when there is none.
Result<double> expiry_of(const json& claims) {
  double expiry = 0;
  for (const auto& [name, value] : claims.items()) {
    if (to_lower_ascii(name) != "exp") continue;
    const auto number = number_of(value);
    if (!number || !std::isfinite(*number)) return refused("parsing claims: exp is no time");
    expiry = std::min(*number, latest);
  }
  return expiry;
}

/// The second of three parts, in base64 of the URL alphabet.
Result<std::string> payload_of(std::string_view token) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  const bool three = first != std::string_view::npos && second != std::string_view::npos
                     && token.find('.', second + 1) == std::string_view::npos;
  if (!three) return refused("ID Token is not a valid JWT");
  std::string text(token.substr(first + 1, second - first - 1));
  for (char& c : text) {
    constexpr std::array<std::pair<char, char>, 4> alphabet{
        {{'-', '+'}, {'_', '/'}, {'+', '*'}, {'/', '*'}}};
    const auto* const other = std::ranges::find(alphabet, c, &std::pair<char, char>::first);
    if (other != alphabet.end()) c = other->second;
  }
  auto payload = base64_decode_unpadded(text);
  if (!payload) return refused(payload.error().message());
  return payload;
}

Result<bool> still_good(std::string_view token, SystemTime now) {
  const auto payload = payload_of(token);
  if (!payload) return fail(payload.error());
  const auto claims = json::parse(*payload, nullptr, false);
  if (!claims.is_object()) return refused("parsing claims: not a JSON object");
  const auto expiry = expiry_of(claims);
  if (!expiry) return fail(expiry.error());
  const auto until = SystemTime(std::chrono::seconds(static_cast<std::int64_t>(*expiry)));
  return now + leeway < until;
}

Result<http::Credentials> id_token(const kubeconfig::AuthProvider& provider, SystemTime now) {
  const auto token = setting(provider, "id-token");
  if (!token.empty()) {
    const auto good = still_good(token, now);
    if (!good) return fail(good.error());
    if (*good) return http::Credentials{.authorization = Secret("Bearer " + std::string(token))};
  }
  if (setting(provider, "refresh-token").empty())
    return refused("No valid id-token, and cannot refresh without refresh-token");
  return refused("No valid id-token, and the refresh-token is left to kubectl");
}

[[noreturn]] void removed(const std::string& name, const std::string& plugin) {
  throw Error(Errc::config, "The " + name + " auth plugin has been removed.")
      .hint("use the credential plugin " + plugin);
}

}  // namespace

http::Authorize provider_authorizer(kubeconfig::AuthProvider provider,
                                    std::function<SystemTime()> now) {
  if (provider.name == "gcp") removed("gcp", "gke-gcloud-auth-plugin");
  if (provider.name == "azure") removed("azure", "https://github.com/Azure/kubelogin");
  if (provider.name != "oidc") {
    throw Error(Errc::config, "no Auth Provider found for name \"" + provider.name + "\"")
        .hint("use an exec credential plugin");
  }
  for (const std::string name : {"idp-issuer-url", "client-id"}) {
    if (setting(provider, name).empty()) throw Error(Errc::config, "Must provide " + name);
  }
  const auto shared = std::make_shared<const kubeconfig::AuthProvider>(std::move(provider));
  return http::answer_at_once([shared, now = std::move(now)](const http::Credentials*) {
    return id_token(*shared, now());
  });
}

}  // namespace kscan::auth
