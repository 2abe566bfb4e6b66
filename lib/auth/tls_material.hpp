#pragma once
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace kscan::auth {

/// Whether certificates of a CA can be trusted: at least one of them can be read, as in Go's
/// AppendCertsFromPEM. Errc::config, in client-go's words (transport/transport.go, rootCertPool).
[[nodiscard]] Result<> check_roots(std::string_view pem);

/// Whether a client certificate and its key belong together. Errc::config, in the words of Go's
/// crypto/tls, X509KeyPair.
[[nodiscard]] Result<> check_key_pair(std::string_view chain_pem, std::string_view key_pem);

}  // namespace kscan::auth
