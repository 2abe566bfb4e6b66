#include "report/scanners.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace kscan::report {
namespace {

constexpr std::array<std::string_view, 4> of_trivy = {
    "SchemaVersion", "ArtifactName", "ArtifactID", "ArtifactType"};
constexpr std::array<std::string_view, 4> of_grype = {
    "matches", "alertsByPackage", "descriptor", "distro"};

constexpr ScannerProfile profiles[] = {
    {"trivy", "Trivy", "Aqua Security", "https://trivy.dev", decode_trivy, of_trivy},
    {"grype", "Grype", "Anchore", "https://github.com/anchore/grype", decode_grype, of_grype},
};

/// The first key of the document, as far as a look at its start can tell.
std::string_view first_key(std::string_view start) {
  const std::size_t brace = start.find_first_not_of(" \t\r\n");
  if (brace == std::string_view::npos || start[brace] != '{') return {};
  const std::size_t quote = start.find_first_not_of(" \t\r\n", brace + 1);
  if (quote == std::string_view::npos || start[quote] != '"') return {};
  start.remove_prefix(quote + 1);
  return start.substr(0, start.find('"'));
}

}  // namespace

std::span<const ScannerProfile> scanner_profiles() noexcept {
  return profiles;
}

const ScannerProfile* find_scanner(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(profiles, name, &ScannerProfile::name);
  return found == std::end(profiles) ? nullptr : found;
}

const ScannerProfile* scanner_of(std::string_view start) noexcept {
  const std::string_view key = first_key(start);
  for (const ScannerProfile& profile : profiles)
    if (std::ranges::find(profile.landmarks, key) != profile.landmarks.end()) return &profile;
  return nullptr;
}

Result<Scan> parse_scan(std::string_view json) {
  const ScannerProfile* const scanner = scanner_of(json);
  return (scanner == nullptr ? profiles[0] : *scanner).decode(whole(json), Detail::everything);
}

}  // namespace kscan::report
