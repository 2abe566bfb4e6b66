#include "agent/registry.hpp"

#include "agent/challenge.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace kscan::agent {

namespace {

using namespace std::chrono_literals;
using http::header_value;
using http::Method;

constexpr auto patience = 10s;
constexpr int max_redirects = 5;
constexpr std::size_t max_body = std::size_t{256} * 1024;  // of a token server's answer
constexpr std::string_view manifest_types =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

std::string host_of(const std::string& registry) {
  return registry == "docker.io" ? "registry-1.docker.io" : registry;
}

std::string manifest_target(const image::Reference& image) {
  return fmt::format(
      "/v2/{}/manifests/{}", image.repository, image.digest.empty() ? image.tag : image.digest);
}

Secret basic(const keyring::Credential& credential) {
  std::string both = credential.username + ":" + credential.password.reveal();
  Secret result("Basic " + base64_encode(both));
  wipe(both);
  return result;
}

Secret copy(const Secret& secret) {
  return Secret(std::string(secret.reveal()));
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
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
  const auto found = std::find_if(
      challenges.begin(), challenges.end(), [&](const Challenge& c) { return c.scheme == scheme; });
  return found == challenges.end() ? nullptr : &*found;
}

std::string parameter(const std::map<std::string, std::string>& parameters,
                      const std::string& name,
                      std::string fallback) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::move(fallback) : found->second;
}

bool unreachable(const Error& error) {
  return error.code() == Errc::unavailable || error.code() == Errc::timeout
         || error.code() == Errc::config;
}

}  // namespace

RegistryProbe::RegistryProbe(Connect connect, io::Loop& loop)
    : m_connect(std::move(connect)),
      m_loop(loop) {}

Result<RegistryProbe::Url> RegistryProbe::split(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  text = text.substr(0, text.find('#'));
  if (to_lower_ascii(text.substr(0, scheme.size())) != scheme)
    return fail(Errc::protocol, "the registry names an address that is not https");
  const std::string_view rest = text.substr(scheme.size());
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, end);
  if (authority.empty() || authority.find('@') != std::string_view::npos)
    return fail(Errc::protocol, "the registry names an address without a plain host");
  std::string target(rest.substr(end));
  if (!target.starts_with('/')) target.insert(0, "/");
  return Url{std::string(scheme) + to_lower_ascii(authority), std::move(target)};
}

Result<RegistryProbe::Answer>
RegistryProbe::send(Method method, const Url& url, Secret authorization) {
  Answer answer;
  std::optional<Result<>> end;
  const std::unique_ptr<http::Transport> transport = m_connect(url.base);
  const io::Ticket ticket = transport->start(
      {.method = method,
       .target = url.target,
       .headers = {{"Accept", std::string(method == Method::head ? manifest_types : "*/*")}},
       .authorization = std::move(authorization),
       .idle_timeout = patience,
       .timeout = patience},
      {.on_head = [&](const http::Head& head) { answer.head = head; },
       .on_data =
           [&](std::string_view bytes) {
             answer.body += bytes.substr(0, max_body - std::min(max_body, answer.body.size()));
           },
       .on_end = [&](Result<> result) { end = std::move(result); }});
  m_loop.run_until([&] { return end.has_value(); });
  if (!*end) return fail(std::move(*end).error());
  return answer;
}

Result<RegistryProbe::Answer> RegistryProbe::manifest(const image::Reference& image,
                                                      const Secret& authorization) {
  const std::string home = "https://" + to_lower_ascii(host_of(image.registry));
  Url url{home, manifest_target(image)};
  for (int redirects = 0;; ++redirects) {
    Result<Answer> answer =
        send(Method::head, url, url.base == home ? copy(authorization) : Secret());
    if (!answer) return answer;
    answer->redirected = url.base != home;
    if (!is_redirect(answer->head.status) || redirects == max_redirects) return answer;
    std::string location(header_value(answer->head, "Location"));
    if (location.starts_with('/') && !location.starts_with("//")) location.insert(0, url.base);
    Result<Url> next = split(location);
    if (!next) return fail(std::move(next).error());
    url = std::move(*next);
  }
}

Result<Secret> RegistryProbe::token(const std::map<std::string, std::string>& parameters,
                                    const image::Reference& image,
                                    const keyring::Credential& credential) {
  Result<Url> url = split(parameter(parameters, "realm", ""));
  if (!url) return fail(std::move(url).error());
  const std::string scope =
      parameter(parameters, "scope", fmt::format("repository:{}:pull", image.repository));
  url->target += url->target.find('?') == std::string::npos ? '?' : '&';
  if (const std::string service = parameter(parameters, "service", ""); !service.empty())
    url->target += "service=" + http::percent_encode(service) + "&";
  url->target += "scope=" + http::percent_encode(scope);
  const Result<Answer> answer =
      send(Method::get, *url, credential.username.empty() ? Secret() : basic(credential));
  if (!answer) return fail(answer.error());
  if (answer->head.status != 200)
    return fail(Errc::unauthorized,
                fmt::format("HTTP {} from the token server", answer->head.status));
  const auto json = nlohmann::json::parse(answer->body, nullptr, false);
  std::string text = text_member(json, "token");
  if (text.empty()) text = text_member(json, "access_token");
  if (text.empty()) return fail(Errc::protocol, "no token from the token server");
  return Secret("Bearer " + text);
}

Result<Secret> RegistryProbe::authorization(const Answer& refusal,
                                            const image::Reference& image,
                                            const keyring::Credential& credential) {
  const std::vector<Challenge> challenges = challenges_of(refusal.head);
  if (const Challenge* bearer = find(challenges, "bearer"))
    return token(bearer->parameters, image, credential);
  if (find(challenges, "basic") != nullptr && !credential.username.empty())
    return basic(credential);
  return fail(Errc::unauthorized, "HTTP 401");
}

Verdict RegistryProbe::ask(const image::Reference& image, const keyring::Credential& credential) {
  const auto failed = [](const Error& error) {
    return Verdict{false, !unreachable(error), error.message()};
  };
  Result<Answer> answer = manifest(image, Secret());
  if (!answer) return failed(answer.error());
  // Whoever may ask for a credential may name the server that gets it.
  if (answer->head.status == 401 && !answer->redirected) {
    const Result<Secret> pass = authorization(*answer, image, credential);
    if (!pass) return failed(pass.error());
    answer = manifest(image, *pass);
    if (!answer) return failed(answer.error());
  }
  const int status = answer->head.status;
  if (status == 200) return {.accepted = true, .answer = {}};
  return {.answer =
              fmt::format("HTTP {}{}", status, answer->redirected ? " after a redirect" : "")};
}

}  // namespace kscan::agent
