#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/url.hpp"

#include <string>
#include <string_view>

namespace kscan::auth {

/// The server of a cluster as client-go uses it (tools/clientcmd/client_config.go, ClientConfig;
/// rest/client.go): the path is a prefix, query and fragment are cut, what may not stand in a path
/// is percent-encoded.
struct Server {
  http::Url url;
  std::string text;      ///< for people: as written, without user name and query
  Secret authorization;  ///< "Basic ..." of "https://user:password@host", as net/http sends it
};

/// Errc::invalid, whose text does not repeat the URL: there may be a password in it.
[[nodiscard]] Result<Server> parse_server(std::string_view text);

/// A URL whose password reads "xxxxx", as Go's URL.Redacted.
[[nodiscard]] std::string redacted(std::string_view url);

}  // namespace kscan::auth
