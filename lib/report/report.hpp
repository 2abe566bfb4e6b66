#pragma once
#include "base/error.hpp"
#include "image/reference.hpp"
#include "report/finding.hpp"
#include "workload/target.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What was found, in which image, and who runs it. Knows no output format.
namespace kscan::report {

using workload::Target;

struct OperatingSystem {
  std::string family;  ///< empty: the image has none
  std::string name;
  bool end_of_life = false;
};

/// What ran. Of what a scan says of itself and what the run knows, complete() makes one.
struct Scanner {
  std::string name{};      ///< "trivy"
  std::string image{};     ///< the reference the scan pod was given
  std::string version{};   ///< as the scanner names itself; empty: unknown
  std::string digest{};    ///< of the image that ran, "sha256:..."; empty: unknown
  std::string database{};  ///< when the vulnerability database was made, RFC 3339; empty: unknown
};

/// What the scanner says of one image.
struct Scan {
  OperatingSystem os;
  std::string digest;                 ///< of the manifest the scanner really read, "sha256:..."
  std::vector<Finding> findings;      ///< sorted, see comes_before()
  bool has_packages = true;           ///< false: nothing in the image that the scanner can look up
  bool has_jars = false;              ///< Java archives among what was looked up
  std::string id{};                   ///< of the image's configuration, "sha256:..."
  std::string platform{};             ///< "linux/arm64/v8"; empty: unknown
  std::string artifact{};             ///< what the scanner says it looked at
  std::string created{};              ///< RFC 3339; empty: unknown
  Scanner scanner{};                  ///< as far as its report says: name, version, database
  std::vector<Finding> suppressed{};  ///< found, not counted; each says why
};

/// Whose entry of which pull secret the image was asked for with. Never the credential itself.
struct Credential {
  std::string pull_secret{};  ///< empty: none was used, or nothing is known of it
  std::string key{};          ///< of the entry, as the secret spells it
};

/// One image of the run. Either scanned or failed.
struct ImageReport {
  image::Reference image;  ///< without registry: what could not be parsed, as the repository
  bool pinned = true;      ///< false: a tag was scanned, which may not be what runs
  std::vector<Target> targets;
  Scan scan;
  std::optional<Error> failure;  ///< why the image was not scanned
  Credential credential{};
  [[nodiscard]] bool scanned() const noexcept { return !failure; }
};

/// What a gate decided, see gate.hpp.
struct GateResult {
  std::string threshold{};  ///< as it was asked for: "high,eol"
  bool passed = true;
  std::size_t findings = 0;     ///< that fail it
  std::size_t end_of_life = 0;  ///< images whose operating system does
};

/// What is gone since the baseline, and where it was.
struct Gone {
  std::string image;
  Finding finding;
};

struct Report {
  std::string ns;
  std::string created;  ///< RFC 3339
  Scanner scanner;
  std::vector<ImageReport> images;
  std::vector<std::string> warnings;
  std::optional<GateResult> gate{};
  /// Only with a baseline: what it had and this report has no longer.
  std::optional<std::vector<Gone>> gone{};
};

struct Totals {
  std::array<std::size_t, 5> by_severity{};  ///< indexed by Severity
  std::size_t fixable = 0;
  std::size_t suppressed = 0;  ///< not part of the others
  std::size_t fresh = 0;       ///< not in the baseline
  [[nodiscard]] std::size_t operator[](Severity severity) const noexcept {
    return by_severity[static_cast<std::size_t>(severity)];
  }
  [[nodiscard]] std::size_t all() const noexcept;
  Totals& operator+=(const Totals& more) noexcept;
};
[[nodiscard]] Totals totals(const Scan& scan) noexcept;
[[nodiscard]] Totals totals(const Report& report) noexcept;  ///< of the scanned images
[[nodiscard]] std::size_t failures(const Report& report) noexcept;
/// Of scans without a Java database: whose Java archives were identified by their own metadata only
/// (names, versions in a pom.properties), so that some may have been missed; empty if there are
/// none.
[[nodiscard]] std::string jar_warning(const Report& report);

/// "registry/repository@digest" with the digest that was scanned where the name has none; the text
/// itself of what could not be parsed. The same image has the same one in every format.
[[nodiscard]] std::string full_name(const ImageReport& image);
/// The digest of the reference, else the one that was scanned; may be empty.
[[nodiscard]] std::string_view digest_of(const ImageReport& image) noexcept;

/// Puts a finding at the end, without what shall not be kept.
void append(Finding&& finding, Detail detail, std::vector<Finding>& list);

/// Findings in their order, no description longer than promised, each alias once and none empty.
void tidy(Scan& scan);

/// Takes from the images' scans what `report.scanner` does not say yet; the oldest database, so
/// that nothing looks fresher than it is.
void complete_scanner(Report& report);

}  // namespace kscan::report
