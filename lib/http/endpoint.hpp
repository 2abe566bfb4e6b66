#pragma once
#include "base/error.hpp"
#include "base/secret.hpp"
#include "http/transport.hpp"
#include "io/loop.hpp"

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

/// Bytes of all parts are equal, wherever they are kept.
[[nodiscard]] bool same(const Credentials& a, const Credentials& b);

/// Takes what was asked for: once, at once or later from within the loop. An error fails the
/// request.
using Answer = std::function<void(Result<Credentials>)>;

/// Asked before each request is sent, and once more, with what was sent, when the server answered
/// 401 to that. A second answer that is other than `rejected` sends the request again; one that is
/// the same says that there is no better one. `rejected` is null the first time, and gone when the
/// call is over. Destroying the ticket takes the question back.
using Authorize = std::function<io::Ticket(const Credentials* rejected, Answer answer)>;

/// For those who need not wait.
[[nodiscard]] Authorize
answer_at_once(std::function<Result<Credentials>(const Credentials* rejected)> ask);

/// "kubectl-scan/v1.2.3 (linux/amd64)", as kubectl names itself.
[[nodiscard]] std::string user_agent();

/// One server and how to talk to it. All values are final: behind them is no file and no
/// environment but the system's roots (see system_roots()), read when a transport is made.
struct Endpoint {
  std::string base_url;              ///< "https://host:port/prefix"; Request::target is appended
  std::string ca_pem = {};           ///< trusted instead of the system's roots; empty: the system's
  std::string extra_ca_pem = {};     ///< trusted besides the system's roots (registries)
  std::string tls_server_name = {};  ///< for SNI and verification; empty: host of base_url
  std::string proxy_url = {};        ///< from proxy_for() or explicit; empty: none
  bool insecure = false;             ///< does not verify the server's certificate
  bool disable_http2 = false;        ///< client-go: $DISABLE_HTTP2 is set
  bool disable_compression = false;  ///< Request::gzip counts for nothing
  std::shared_ptr<const ClientCertificate> client_certificate = {};
  Authorize authorize = {};
  std::string authorization_scheme = {};  ///< that it answers with, for traces; "": unknown, none
  std::vector<Header> headers = {};       ///< sent with every request (Impersonate-User...)
  std::chrono::milliseconds connect_timeout{30'000};
};

}  // namespace kscan::http
