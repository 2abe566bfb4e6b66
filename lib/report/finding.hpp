#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One vulnerability of one package, whoever found it.
namespace kscan::report {

enum class Severity { unknown, low, medium, high, critical };
[[nodiscard]] std::string_view to_string(Severity severity) noexcept;  ///< "CRITICAL"
/// In any case ("high", "HIGH"); what is no severity is unknown.
[[nodiscard]] Severity parse_severity(std::string_view text) noexcept;
/// The same for text that people write: nothing for what is no severity.
[[nodiscard]] std::optional<Severity> severity_named(std::string_view text) noexcept;
/// Worst first.
inline constexpr std::array all_severities = {
    Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::unknown};

struct Cvss {
  double score = 0;    ///< base score, 0 to 10
  std::string vector;  ///< "CVSS:3.1/AV:N/..."; version 2 has no prefix
  std::string source;  ///< who rated it: "nvd"
};

/// Why a finding is not counted.
struct Suppression {
  std::string by;      ///< the file or the scanner that says so
  std::string reason;  ///< in the words of whoever decided; may be empty
  std::string until;   ///< "2026-12-31" or RFC 3339; empty: for good
  std::string status;  ///< of VEX: "not_affected", "fixed"; "ignored" where somebody just said so
};

/// Against the baseline, if there is one.
enum class Age { unknown, unchanged, fresh };

/// A description longer than this many bytes is cut, at a character.
inline constexpr std::size_t longest_description = 1024;

/// How much of what a file knows of its findings is kept: descriptions are most of it.
enum class Detail { everything, no_descriptions };

struct Finding {
  std::string id;                    ///< "CVE-2019-10744"
  std::vector<std::string> aliases;  ///< other names of the same: "GHSA-jf85-cpcp-j695"
  Severity severity = Severity::unknown;
  std::string severity_source{};  ///< "nvd"
  std::optional<Cvss> cvss{};
  std::string package{};
  std::string package_type{};  ///< in the scanner's words: "debian", "npm"
  std::string purl{};
  std::string path{};  ///< where in the image, for language packages
  std::string installed{};
  std::string fixed{};  ///< empty: no fixed version is known
  /// "fixed", "affected", "will_not_fix", "fix_deferred", "end_of_life", "under_investigation";
  /// empty: unknown.
  std::string status{};
  std::string title{};
  std::string description{};  ///< at most longest_description
  std::string url{};
  std::string layer{};      ///< digest of the layer that brought the package
  std::string published{};  ///< RFC 3339 or empty
  std::string modified{};   ///< RFC 3339 or empty
  Age age = Age::unknown;
  bool gated = false;                           ///< the gate fails because of it
  std::optional<Suppression> suppression = {};  ///< only of what is in Scan::suppressed
};

/// Worst first, then by id, package, path and everything else that can tell two apart.
[[nodiscard]] bool comes_before(const Finding& a, const Finding& b) noexcept;

}  // namespace kscan::report
