#include "agent/registry.hpp"

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "http/url.hpp"
#include "image/scanner_view.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace kscan::agent {

namespace {

using handoff::Answer;
using http::Method;

std::string host_of(const image::Reference& image) {
  return image.registry == "docker.io" ? "registry-1.docker.io" : image::registry_host(image);
}

std::string repository_of(const image::Reference& image) {
  return image.name().substr(image::registry_host(image).size() + 1);
}

std::string manifest_target(const image::Reference& image) {
  return fmt::format(
      "/v2/{}/manifests/{}", repository_of(image), image.digest.empty() ? image.tag : image.digest);
}

Secret basic(const keyring::Credential& credential) {
  if (credential.username.empty()) return {};
  std::string both = credential.username + ":" + credential.password.reveal();
  Secret result("Basic " + base64_encode(both));
  wipe(both);
  return result;
}

std::vector<Challenge> challenges_of(const http::Head& head) {
  std::vector<Challenge> result;
  for (const http::Header& header : head.headers) {
    if (to_lower_ascii(header.name) != "www-authenticate") continue;
    for (Challenge& challenge : parse_challenges(header.value))
      result.push_back(std::move(challenge));
  }
  return result;
}

const Challenge* find(const std::vector<Challenge>& challenges, std::string_view scheme) {
  const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
  return found == challenges.end() ? nullptr : &*found;
}

std::string
parameter(const Challenge& challenge, const std::string& name, std::string fallback = {}) {
  const auto found = challenge.parameters.find(name);
  return found == challenge.parameters.end() ? std::move(fallback) : found->second;
}

std::string with_words(std::string text, const std::string& words) {
  return words.empty() ? std::move(text) : std::move(text) + ": " + words;
}

/// "service=...&scope=...", for the token server.
std::string token_query(const Challenge& challenge, const image::Reference& image) {
  const std::string service = parameter(challenge, "service");
  const std::string scope =
      parameter(challenge, "scope", fmt::format("repository:{}:pull", repository_of(image)));
  std::string query;
  if (!service.empty()) query += "service=" + http::percent_encode(service) + "&";
  return query + "scope=" + http::percent_encode(scope);
}

/// It will stand in a header: RFC 6750 section 2.1 and more, but neither blank nor control
/// character.
bool is_token(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Verdict refused_by_token_server(const Exchange::Answer& answer,
                                const keyring::Credential& credential,
                                const Secret& authorization) {
  const int status = answer.head.status;
  const Answer kind = answer_of_status(status);
  // A server that is not there says nothing about the credential.
  return {kind == Answer::not_found ? Answer::other : kind,
          with_words(fmt::format("HTTP {} from the token server", status),
                     registry_words(answer.body, credential, authorization))};
}

}  // namespace

RegistryProbe::RegistryProbe(Connect connect,
                             io::Loop& loop,
                             std::vector<std::string> insecure_registries)
    : m_exchange(std::move(connect), loop, std::move(insecure_registries)) {}

Result<RegistryProbe::Pass> RegistryProbe::token(const Challenge& challenge,
                                                 const image::Reference& image,
                                                 const keyring::Credential& credential) {
  Result<Url> url = m_exchange.parse(parameter(challenge, "realm"));
  if (!url) return fail(std::move(url).error());
  url->target += url->target.find('?') == std::string::npos ? '?' : '&';
  url->target += token_query(challenge, image);
  const Secret authorization = basic(credential);
  Result<Exchange::Answer> answer = m_exchange.ask(Method::get, *url, authorization);
  if (!answer) return fail(std::move(answer).error());
  if (answer->head.status != 200)
    return Pass{{}, refused_by_token_server(*answer, credential, authorization)};
  const auto json = nlohmann::json::parse(answer->body, nullptr, false);
  wipe(answer->body);
  std::string text = text_member(json, "token");
  if (text.empty()) text = text_member(json, "access_token");
  if (text.empty() || !is_token(text))
    return fail(Errc::protocol, "no token from the token server");
  return Pass{Secret("Bearer " + text), {}};
}

Result<RegistryProbe::Pass> RegistryProbe::pass_for(const Exchange::Answer& refusal,
                                                    const image::Reference& image,
                                                    const keyring::Credential& credential) {
  const std::vector<Challenge> challenges = challenges_of(refusal.head);
  if (const Challenge* bearer = find(challenges, "bearer"))
    return token(*bearer, image, credential);
  if (find(challenges, "basic") != nullptr && !credential.username.empty())
    return Pass{basic(credential), {}};
  return Pass{{}, {Answer::unauthorized, "HTTP 401"}};
}

Verdict RegistryProbe::explain(const Exchange::Answer& refusal,
                               const Url& manifest,
                               const Secret& authorization,
                               const keyring::Credential& credential) {
  const int status = refusal.head.status;
  const Verdict plain{answer_of_status(status), fmt::format("HTTP {}", status)};
  if (refusal.redirected) return {plain.answer, plain.text + " after a redirect"};
  if (status < 400 || plain.answer == Answer::rate_limited) return plain;
  const Result<Exchange::Answer> answer = m_exchange.ask(Method::get, manifest, authorization);
  if (!answer) return plain;
  if (answer->head.status == 200) return {Answer::accepted, {}};
  if (answer->head.status != status) return plain;
  return {plain.answer,
          with_words(plain.text, registry_words(answer->body, credential, authorization))};
}

Result<Verdict> RegistryProbe::try_manifest(const image::Reference& image,
                                            const keyring::Credential& credential) {
  const Url url = m_exchange.url(host_of(image), manifest_target(image));
  Pass pass;
  Result<Exchange::Answer> answer = m_exchange.ask(Method::head, url, {});
  // Whoever may ask for a credential may name the server that gets it.
  if (answer && answer->head.status == 401 && !answer->redirected) {
    Result<Pass> got = pass_for(*answer, image, credential);
    if (!got) return fail(std::move(got).error());
    pass = *std::move(got);
    if (pass.authorization.empty()) return std::move(pass.refusal);
    answer = m_exchange.ask(Method::head, url, pass.authorization);
  }
  if (!answer) return fail(std::move(answer).error());
  if (answer->head.status == 200) return Verdict{Answer::accepted, {}};
  return explain(*answer, url, pass.authorization, credential);
}

Verdict RegistryProbe::ask(const image::Reference& image, const keyring::Credential& credential) {
  const std::string host = host_of(image);
  if (const auto known = m_unreachable.find(host); known != m_unreachable.end())
    return known->second;
  Result<Verdict> tried = try_manifest(image, credential);
  Verdict verdict = tried ? *std::move(tried) : verdict_of_error(tried.error());
  if (!verdict.reachable()) m_unreachable.emplace(host, verdict);
  return verdict;
}

}  // namespace kscan::agent
