#include "report/image_digest.hpp"

#include <fmt/format.h>

namespace kscan::report {
namespace {

std::string digest_in(std::string_view reference) {
  constexpr std::string_view algorithm = "@sha256:";
  constexpr std::size_t hex_digits = 64;
  const auto at = reference.rfind(algorithm);
  if (at == std::string_view::npos) return {};
  const auto hex = reference.substr(at + algorithm.size());
  if (hex.size() != hex_digits
      || hex.find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return {};
  return std::string(reference.substr(at + 1));
}

}  // namespace

std::string first_digest(const std::vector<std::string>& references) {
  for (const std::string& reference : references)
    if (std::string digest = digest_in(reference); !digest.empty()) return digest;
  return {};
}

std::string
platform_of(std::string_view os, std::string_view architecture, std::string_view variant) {
  if (os.empty() || architecture.empty()) return {};
  return fmt::format("{}/{}{}{}", os, architecture, variant.empty() ? "" : "/", variant);
}

Error unusable(std::string_view why) {
  return Error(Errc::protocol, fmt::format("cannot use the scanner's report: {}", why));
}

}  // namespace kscan::report
