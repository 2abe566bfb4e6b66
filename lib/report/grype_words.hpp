#pragma once
#include "report/finding.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What Grype's words mean in ours, which are Trivy's.
namespace kscan::report::grype {

struct Rating {
  std::string version;
  std::string vector;
  std::string source;
  double score = 0;
};
/// The one of version 3 if there is one.
[[nodiscard]] std::optional<Cvss> chosen(std::vector<Rating>&& ratings);

[[nodiscard]] Severity severity_of(const std::string& text);
/// Of a fix (grype/vulnerability/fix.go); empty: unknown.
[[nodiscard]] std::string status_of(std::string_view state);
/// Grype has no titles: the first sentence of the description, if it is a short one.
[[nodiscard]] std::string title_of(std::string_view description);
/// Is a package of this type the operating system's, so that its place says nothing?
[[nodiscard]] bool managed_by_the_system(std::string_view type);

}  // namespace kscan::report::grype
