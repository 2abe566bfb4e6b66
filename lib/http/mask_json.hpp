#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::http {

/// Larger bodies are not looked at.
inline constexpr std::size_t largest_masked_body = 1024 * 1024;

/// A JSON document of the Kubernetes API without its credentials, written again without white space
/// and with sorted members; nullopt when it is no JSON, nested more than 200 deep or larger than
/// largest_masked_body: then nobody knows what is in it. Hidden is, at any depth,
///   - all of `data` in a Secret or SecretList, and where no `kind` says what it is in (a patch);
///   - `stringData` and `binaryData` anywhere;
///   - every string and number in a member with a sensitive name (is_sensitive_name()), in the
///     `value` beside a sensitive `name`, `key` or `path`, and after a sensitive flag in a list;
///   - the value of each variable in `env`: people write passwords there;
///   - any other string that mask_text() finds suspicious.
/// A string that is JSON itself, such as the last-applied-configuration annotation, is masked by
/// the same rules, or hidden when it cannot be parsed. `of_secret`: the request was about Secrets,
/// and the document may not say so: `value` (of a JSON patch) is hidden too.
[[nodiscard]] std::optional<std::string> mask_json(std::string_view text, bool of_secret);

}  // namespace kscan::http
