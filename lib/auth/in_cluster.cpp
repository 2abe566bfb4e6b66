#include "auth/in_cluster.hpp"

#include "auth/token_file.hpp"
#include "io/file.hpp"

#include <string>
#include <utility>

namespace kscan::auth {

http::Endpoint in_cluster(const std::filesystem::path& dir,
                          std::string_view host,
                          std::string_view port,
                          io::Loop& loop) {
  if (host.empty() || port.empty()) {
    throw Error(Errc::config, "KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is not set");
  }
  const bool v6 = host.find(':') != std::string_view::npos;
  const std::string name = v6 ? "[" + std::string(host) + "]" : std::string(host);
  const auto read = [](const std::filesystem::path& path) { return io::read_file(path); };
  auto token = std::make_shared<TokenFile>(dir / "token", Secret(), read, loop);
  auto ca = read(dir / "ca.crt");
  if (!ca) throw Error(Errc::config, ca.error().message());
  http::Endpoint endpoint;
  endpoint.base_url = "https://" + name + ":" + std::string(port);
  endpoint.ca_pem = *std::move(ca);
  endpoint.authorize = authorize_by(std::move(token));
  return endpoint;
}

}  // namespace kscan::auth
