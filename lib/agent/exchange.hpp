#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/transport.hpp"
#include "io/loop.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::agent {

/// A transport to "https://host:port", or "http://..."; `insecure`: it verifies no certificate.
using Connect =
    std::function<std::unique_ptr<http::Transport>(const std::string& base_url, bool insecure)>;

struct Url {
  std::string scheme;     ///< "https", or "http" where that is allowed
  std::string authority;  ///< host[:port], lower case
  std::string target;     ///< "/path?query"
};

/// Requests to registries and their token servers. Only https, except to the hosts that are named
/// as insecure: their certificates are not verified, and where they do not speak TLS, plain HTTP is
/// tried. Pumps the loop.
class Exchange {
public:
  Exchange(Connect connect, io::Loop& loop, std::vector<std::string> insecure_hosts);

  /// An address that a registry names. Errc::protocol for one that must not be asked: not https, or
  /// with a user in it.
  [[nodiscard]] Result<Url> parse(std::string_view text) const;
  [[nodiscard]] static Url url(std::string_view registry_host, std::string target);

  struct Answer {
    http::Head head;
    std::string body;         ///< the beginning of a long one
    bool redirected = false;  ///< it is another host's
  };
  /// Follows redirects; the authorization goes to the first host only. Ten seconds for each
  /// request. A 429 is asked again once for each host if its Retry-After is not longer than that.
  [[nodiscard]] Result<Answer> ask(http::Method method, Url url, const Secret& authorization);

private:
  [[nodiscard]] bool insecure(const std::string& authority) const;
  [[nodiscard]] Result<Answer> send(http::Method method, const Url& url, const Secret& auth);
  [[nodiscard]] Result<Answer> send_either(http::Method method, Url& url, const Secret& auth);
  [[nodiscard]] bool waited(const Answer& answer, const Url& url);

  Connect m_connect;
  io::Loop& m_loop;
  std::vector<std::string> m_insecure;  ///< lower case
  std::set<std::string> m_plain;        ///< insecure hosts that answered without TLS
  std::set<std::string> m_waited_for;   ///< hosts
};

}  // namespace kscan::agent
