#pragma once
#include "base/error.hpp"
#include "manifest/knobs.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// Values of flags about Kubernetes objects. Errors are Errc::usage and begin as pflag's do:
/// `invalid argument "x" for "--label" flag: `.
namespace kscan::cmd {

[[nodiscard]] Error
invalid_argument(std::string_view flag, std::string_view value, std::string_view why);

/// "15m", "90" (seconds), "1h30m", rounded up to whole seconds, from `least` to `most`.
struct Range {
  std::chrono::seconds least{0};
  std::chrono::seconds most{std::chrono::hours{24 * 30}};
};
[[nodiscard]] Result<std::chrono::seconds>
parse_duration(std::string_view flag, const std::string& value, const Range& range);

[[nodiscard]] Result<std::int64_t>
parse_integer(std::string_view flag, const std::string& value, std::int64_t most);

/// KEY=VALUE, both as labels may be (apimachinery pkg/util/validation); not one of ours.
[[nodiscard]] Result<manifest::Texts> parse_labels(std::string_view flag,
                                                   std::span<const std::string> values);
/// The same with any text as value.
[[nodiscard]] Result<manifest::Texts> parse_annotations(std::string_view flag,
                                                        std::span<const std::string> values);
/// NAME=QUANTITY, more than nothing (kubectl set resources).
[[nodiscard]] Result<manifest::Texts> parse_quantities(std::string_view flag,
                                                       std::span<const std::string> values);
/// KEY[=VALUE][:EFFECT], as kubectl taint writes taints; without VALUE, any; without EFFECT, each.
[[nodiscard]] Result<manifest::Toleration> parse_toleration(std::string_view flag,
                                                            const std::string& value);

}  // namespace kscan::cmd
