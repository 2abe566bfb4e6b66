#include "http/roots.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace kscan::http {

namespace {

std::string bundle(const RootSources& from) {
  if (!from.file.empty()) return from.read_file(from.file).value_or("");
  constexpr std::array files{"/etc/ssl/certs/ca-certificates.crt",
                             "/etc/pki/tls/certs/ca-bundle.crt",
                             "/etc/ssl/ca-bundle.pem",
                             "/etc/pki/tls/cacert.pem",
                             "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                             "/etc/ssl/cert.pem"};
  for (const auto* file : files) {
    if (auto pem = from.read_file(file)) return *std::move(pem);
  }
  return {};
}

void append(std::string& pem, const std::string& more) {
  if (!pem.empty() && !pem.ends_with('\n')) pem += '\n';
  pem += more;
}

}  // namespace

std::string system_roots(const RootSources& from) {
  std::string pem = bundle(from);
  for (std::string_view rest = from.directories; !rest.empty();) {
    const auto directory = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), directory.size() + 1));
    if (directory.empty()) continue;
    for (const auto& path : from.list_files(directory))
      append(pem, from.read_file(path).value_or(""));
  }
  return pem;
}

}  // namespace kscan::http
