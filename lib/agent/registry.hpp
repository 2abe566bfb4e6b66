#pragma once
#include "base/secret.hpp"
#include "http/transport.hpp"
#include "image/reference.hpp"
#include "keyring/keyring.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace kscan::agent {

/// A transport to "https://host:port".
using Connect = std::function<std::unique_ptr<http::Transport>(const std::string& base_url)>;

struct Verdict {
  bool accepted = false;
  bool reachable = true;  ///< false: the registry cannot be asked, with any credential
  std::string answer;     ///< why not accepted ("HTTP 401"), in words without any secret
};

/// Does the image's registry give out its manifest for this credential? HEAD of the manifest, and
/// where it asks for them, Basic or a Bearer token (OCI distribution spec; token protocol of
/// distribution/docs/spec/auth/token.md). Only https. The credential goes to the registry's own
/// host and to the token server that this host names, never along a redirect to another host nor
/// where that one wants it. Ten seconds for each request. Pumps the loop.
class RegistryProbe {
public:
  RegistryProbe(Connect connect, io::Loop& loop);
  [[nodiscard]] Verdict ask(const image::Reference& image, const keyring::Credential& credential);

private:
  struct Url {
    std::string base;    ///< "https://host[:port]"
    std::string target;  ///< "/path?query"
  };
  struct Answer {
    http::Head head;
    std::string body;
    bool redirected = false;  ///< it is another host's
  };
  [[nodiscard]] static Result<Url> split(std::string_view text);
  [[nodiscard]] Result<Answer> send(http::Method method, const Url& url, Secret authorization);
  [[nodiscard]] Result<Answer> manifest(const image::Reference& image, const Secret& authorization);
  [[nodiscard]] Result<Secret> authorization(const Answer& refusal,
                                             const image::Reference& image,
                                             const keyring::Credential& credential);
  [[nodiscard]] Result<Secret> token(const std::map<std::string, std::string>& parameters,
                                     const image::Reference& image,
                                     const keyring::Credential& credential);

  Connect m_connect;
  io::Loop& m_loop;
};

}  // namespace kscan::agent
