#include "agent/exchange.hpp"

#include "agent/pause.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

namespace kscan::agent {

namespace {

using namespace std::chrono_literals;
using http::header_value;
using http::Method;

constexpr auto patience = 10s;
constexpr int max_redirects = 5;
constexpr std::size_t max_body = std::size_t{256} * 1024;
constexpr std::string_view manifest_types =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json, */*;q=0.1";

Secret copy(const Secret& secret) {
  return Secret(std::string(secret.reveal()));
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
         || std::string_view("-._:[]").find(c) != std::string_view::npos;
}

bool is_visible(char c) {
  return c > ' ' && c < 0x7f;
}

bool is_plain_host(std::string_view authority) {
  return !authority.empty() && std::ranges::all_of(authority, is_host_char);
}

/// Of a Retry-After in seconds; nothing for a date, or when it is too long to wait for.
std::optional<std::chrono::seconds> retry_after(const http::Head& head) {
  const std::string_view text = trim(header_value(head, "Retry-After"));
  int seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (seconds < 0 || std::chrono::seconds(seconds) > patience) return std::nullopt;
  return std::chrono::seconds(seconds);
}

/// An absolute address from what a Location header says to a request for `from`.
std::string absolute(std::string location, const Url& from) {
  const bool path = location.starts_with('/') && !location.starts_with("//");
  if (path) location.insert(0, from.scheme + "://" + from.authority);
  return location;
}

}  // namespace

Exchange::Exchange(Connect connect, io::Loop& loop, std::vector<std::string> insecure_hosts)
    : m_connect(std::move(connect)),
      m_loop(loop),
      m_insecure(std::move(insecure_hosts)) {
  for (std::string& host : m_insecure)
    host = to_lower_ascii(host);
}

bool Exchange::insecure(const std::string& authority) const {
  return std::ranges::find(m_insecure, authority) != m_insecure.end();
}

Result<Url> Exchange::parse(std::string_view text) const {
  constexpr std::string_view mark = "://";
  text = text.substr(0, text.find('#'));
  const std::size_t colon = text.find(mark);
  if (colon == std::string_view::npos || !std::ranges::all_of(text, is_visible))
    return fail(Errc::protocol, "the registry names an address that is none");
  const std::string_view rest = text.substr(colon + mark.size());
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  Url url{to_lower_ascii(text.substr(0, colon)),
          to_lower_ascii(rest.substr(0, end)),
          std::string(rest.substr(end))};
  if (!is_plain_host(url.authority))
    return fail(Errc::protocol, "the registry names an address without a plain host");
  if (url.scheme != "https" && (url.scheme != "http" || !insecure(url.authority)))
    return fail(Errc::protocol, "the registry names an address that is not https");
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

Url Exchange::url(std::string_view registry_host, std::string target) {
  return {"https", to_lower_ascii(registry_host), std::move(target)};
}

Result<Exchange::Answer> Exchange::send(Method method, const Url& url, const Secret& auth) {
  Answer answer;
  std::optional<Result<>> end;
  const std::unique_ptr<http::Transport> transport =
      m_connect(url.scheme + "://" + url.authority, insecure(url.authority));
  const io::Ticket ticket =
      transport->start({.method = method,
                        .target = url.target,
                        .headers = {{"Accept", std::string(manifest_types)}},
                        .authorization = copy(auth),
                        .idle_timeout = patience,
                        .timeout = patience},
                       {.on_head = [&](const http::Head& head) { answer.head = head; },
                        .on_data =
                            [&](std::string_view bytes) {
                              answer.body += bytes.substr(0, max_body - answer.body.size());
                              if (answer.body.size() == max_body) end.emplace();
                            },
                        .on_end = [&](Result<> result) { end = std::move(result); }});
  m_loop.run_until([&] { return end.has_value(); });
  if (!*end) return fail(std::move(*end).error());
  return answer;
}

Result<Exchange::Answer> Exchange::send_either(Method method, Url& url, const Secret& auth) {
  if (m_plain.contains(url.authority)) url.scheme = "http";
  Result<Answer> answer = send(method, url, auth);
  if (answer || url.scheme == "http" || !insecure(url.authority)) return answer;
  Url plain = url;
  plain.scheme = "http";
  Result<Answer> second = send(method, plain, auth);
  if (!second) return answer;
  m_plain.insert(url.authority);
  url = std::move(plain);
  return second;
}

bool Exchange::waited(const Answer& answer, const Url& url) {
  if (answer.head.status != 429) return false;
  const auto time = retry_after(answer.head);
  if (!time || !m_waited_for.insert(url.authority).second) return false;
  pause(m_loop, *time);
  return true;
}

Result<Exchange::Answer> Exchange::ask(Method method, Url url, const Secret& authorization) {
  const std::string home = url.authority;
  for (int redirects = 0;; ++redirects) {
    const bool at_home = url.authority == home;
    const Secret auth = at_home ? copy(authorization) : Secret();
    Result<Answer> answer = send_either(method, url, auth);
    if (answer && waited(*answer, url)) answer = send_either(method, url, auth);
    if (!answer) return answer;
    answer->redirected = !at_home;
    if (!is_redirect(answer->head.status) || redirects == max_redirects) return answer;
    Result<Url> next = parse(absolute(std::string(header_value(answer->head, "Location")), url));
    if (!next) return fail(std::move(next).error());
    url = std::move(*next);
  }
}

}  // namespace kscan::agent
