#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/transport.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kscan::http {

struct ClientCertificate {
  std::string chain_pem;
  Secret key_pem;
};

/// What one request proves its sender with.
struct Credentials {
  Secret authorization = {};  ///< value of the Authorization header; empty: none
  std::shared_ptr<const ClientCertificate> certificate = {};  ///< instead of the endpoint's own
};

/// Asked before each request is sent; `rejected` is true when the previous answer was a 401 (exec
/// plugins then run again). May block while a credential plugin runs. An error fails the request.
using Authorize = std::function<Result<Credentials>(bool rejected)>;

/// One server and how to talk to it. All values are final: behind them is no file and no
/// environment but the system's roots (see system_roots()), read when a transport is made.
struct Endpoint {
  std::string base_url;              ///< "https://host:port/prefix"; Request::target is appended
  std::string ca_pem = {};           ///< trusted instead of the system's roots; empty: the system's
  std::string extra_ca_pem = {};     ///< trusted besides the system's roots (registries)
  std::string tls_server_name = {};  ///< for SNI and verification; empty: host of base_url
  std::string proxy_url = {};        ///< from proxy_for() or explicit; empty: none
  bool insecure = false;             ///< does not verify the server's certificate
  std::shared_ptr<const ClientCertificate> client_certificate = {};
  Authorize authorize = {};
  std::vector<Header> headers = {};  ///< sent with every request (Impersonate-User...)
  std::chrono::milliseconds connect_timeout{30'000};
};

}  // namespace kscan::http
