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

}  // namespace

std::span<const ScannerProfile> scanner_profiles() noexcept {
  return profiles;
}

const ScannerProfile* find_scanner(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(profiles, name, &ScannerProfile::name);
  return found == std::end(profiles) ? nullptr : found;
}

}  // namespace kscan::report
