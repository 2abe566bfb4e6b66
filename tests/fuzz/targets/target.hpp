#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

/// What the fuzz targets have in common. A target is a file with one
/// `extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t)`.
namespace kscan::fuzz {

/// The input as text.
[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// What stands before the first newline, and what stands behind it.
[[nodiscard]] inline std::pair<std::string_view, std::string_view> cut(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

/// A property that does not hold is a crash, as any other bug.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace kscan::fuzz
