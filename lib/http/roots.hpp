#pragma once
#include "base/error.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace kscan::http {

/// The system's root certificates as PEM: $SSL_CERT_FILE, or the first file of Go's list for Linux
/// (crypto/x509/root_linux.go) that can be read; "" when there is none.
[[nodiscard]] std::string
system_roots(const std::optional<std::string>& ssl_cert_file,
             const std::function<Result<std::string>(const std::filesystem::path&)>& read_file);

}  // namespace kscan::http
