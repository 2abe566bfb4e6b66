#pragma once
#include "base/error.hpp"
#include "image/reference.hpp"
#include "workload/target.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What was found, in which image, and who runs it. Knows no scanner and no output format.
namespace kscan::report {

enum class Severity { unknown, low, medium, high, critical };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;  ///< "CRITICAL"
/// In any case ("high", "HIGH"); what is no severity is unknown.
[[nodiscard]] Severity parse_severity(std::string_view text) noexcept;
/// Worst first.
inline constexpr std::array all_severities = {
    Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::unknown};

using workload::Target;

struct Finding {
  std::string id;  ///< "CVE-2019-10744"
  Severity severity = Severity::unknown;
  std::string package;
  std::string purl;
  std::string path;  ///< where in the image, for language packages
  std::string installed;
  std::string fixed;  ///< empty: no fixed version is known
  std::string title;
  std::string url;
};

struct OperatingSystem {
  std::string family;  ///< empty: the image has none
  std::string name;
  bool end_of_life = false;
};

/// What the scanner says of one image.
struct Scan {
  OperatingSystem os;
  std::string digest;             ///< of the manifest the scanner really read, "sha256:..."
  std::vector<Finding> findings;  ///< worst first, then by id, package, path
  bool has_packages = true;       ///< false: nothing in the image that the scanner can look up
};

/// One image of the run. Either scanned or failed.
struct ImageReport {
  image::Reference image;  ///< without registry: what could not be parsed, as the repository
  bool pinned = true;      ///< false: a tag was scanned, which may not be what runs
  std::vector<Target> targets;
  Scan scan;
  std::optional<Error> failure;  ///< why the image was not scanned
  [[nodiscard]] bool scanned() const noexcept { return !failure; }
};

struct Scanner {
  std::string name;
  std::string image;  ///< the reference the scan pod was given
};

struct Report {
  std::string ns;
  std::string created;  ///< RFC 3339
  Scanner scanner;
  std::vector<ImageReport> images;
  std::vector<std::string> warnings;
};

struct Totals {
  std::array<std::size_t, 5> by_severity{};  ///< indexed by Severity
  std::size_t fixable = 0;
  [[nodiscard]] std::size_t operator[](Severity severity) const noexcept {
    return by_severity[static_cast<std::size_t>(severity)];
  }
  [[nodiscard]] std::size_t all() const noexcept;
};
[[nodiscard]] Totals totals(const Scan& scan) noexcept;
[[nodiscard]] Totals totals(const Report& report) noexcept;  ///< of the scanned images

/// Trivy's JSON report of one image (SchemaVersion 2; pkg/types/report.go). Read in one pass: what
/// is not in Scan takes no memory. Anything unexpected is Errc::protocol and names its place:
/// "Results[0].Vulnerabilities[3].Severity is a number, not a string".
[[nodiscard]] Result<Scan> parse_trivy(std::string_view json);

}  // namespace kscan::report
