#pragma once
#include "base/error.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace kscan::http {

struct RootSources {
  std::string file = {};         ///< $SSL_CERT_FILE
  std::string directories = {};  ///< $SSL_CERT_DIR: several are separated by colons
  std::function<Result<std::string>(const std::filesystem::path&)> read_file = {};
  std::function<std::vector<std::filesystem::path>(const std::filesystem::path&)> list_files = {};
};

/// The system's root certificates as PEM: $SSL_CERT_FILE, or the first file of Go's list for Linux
/// (crypto/x509/root_linux.go) that can be read; then every file of $SSL_CERT_DIR's directories. As
/// in Go, what cannot be read is left out; "" when there is none.
[[nodiscard]] std::string system_roots(const RootSources& from);

}  // namespace kscan::http
