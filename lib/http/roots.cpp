#include "http/roots.hpp"

#include <array>

namespace kscan::http {

std::string
system_roots(const std::optional<std::string>& ssl_cert_file,
             const std::function<Result<std::string>(const std::filesystem::path&)>& read_file) {
  if (ssl_cert_file && !ssl_cert_file->empty()) return read_file(*ssl_cert_file).value_or("");
  constexpr std::array files{"/etc/ssl/certs/ca-certificates.crt",
                             "/etc/pki/tls/certs/ca-bundle.crt",
                             "/etc/ssl/ca-bundle.pem",
                             "/etc/pki/tls/cacert.pem",
                             "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                             "/etc/ssl/cert.pem"};
  for (const auto* file : files) {
    if (auto pem = read_file(file)) return *std::move(pem);
  }
  return {};
}

}  // namespace kscan::http
