#pragma once
#include "http/transport.hpp"

#include <string>
#include <string_view>

/// Takes credentials out of text that people see (-v). All of this is a guess made on the safe
/// side: it rather hides what is none.
namespace kscan::http {

/// What stands in a credential's place; its length is not told either.
inline constexpr std::string_view masked = "<masked>";

/// Whether a member, variable, header, flag or parameter of that name is taken for a credential:
/// "password", "AWS_SECRET_ACCESS_KEY", "client-key-data", ".dockerconfigjson", "X-Auth-Token"...
/// but not for Kubernetes' own "serviceAccountToken" and "secretKeyRef", which only name one.
[[nodiscard]] bool is_sensitive_name(std::string_view name);

/// The value of an Authorization header without its credential, as client-go's maskValue()
/// (transport/round_trippers.go): "Bearer <masked>", "Basic <masked>", "Negotiate <masked>"; of an
/// unknown scheme "<masked>".
[[nodiscard]] std::string mask_authorization(std::string_view value);

/// A header's value: Authorization as above, hidden when its name is sensitive, else mask_text().
[[nodiscard]] std::string mask_header(const Header& header);

/// The URL without userinfo, and without the values of sensitive query parameters.
[[nodiscard]] std::string mask_url(std::string_view url);

/// Prose, YAML, a command line: "<masked>" as a whole when something in it looks like a credential
/// (`password=x`, `"token": "x"`, "Bearer x", a private key, a JWT, JSON in Base64, a Secret as
/// YAML, a piece of JSON); else the text, without the userinfo of URLs.
[[nodiscard]] std::string mask_text(std::string_view text);

}  // namespace kscan::http
