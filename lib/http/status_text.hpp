#pragma once
#include <string_view>

namespace kscan::http {

/// "Not Found" of 404 (RFC 9110 section 15, RFC 6585), as Go's http.StatusText(); "" when unknown.
[[nodiscard]] std::string_view status_text(int status) noexcept;

}  // namespace kscan::http
