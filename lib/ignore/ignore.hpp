#pragma once
#include "base/error.hpp"
#include "report/report.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Exceptions: findings that somebody decided about. They are not counted and fail no gate, but
/// stay in the report with the reason.
namespace kscan::ignore {

/// What a VEX document is about: an image, or a package wherever it is.
struct Product {
  std::string name;                   ///< a package URL, or the name of an image
  std::vector<std::string> packages;  ///< package URLs of what is in it; empty: all of it
};

/// Applies to a finding that every list which is not empty has a match for.
struct Rule {
  std::string id;                         ///< the vulnerability, by any of its names
  std::vector<std::string> aliases{};     ///< other names of it
  std::vector<std::string> paths{};       ///< "app/**/*.jar", see matches_path()
  std::vector<std::string> purls{};       ///< see matches_purl()
  std::vector<std::string> namespaces{};  ///< globs of one who runs it
  std::vector<std::string> workloads{};   ///< globs of "Kind/name"
  std::vector<std::string> images{};      ///< globs of "nginx:1.25", "docker.io/library/nginx"
  std::vector<Product> products{};        ///< of VEX: one of them
  std::string statement{};                ///< why
  std::string until{};                    ///< date or RFC 3339; empty: for good
  std::string source{};                   ///< the file
  std::string status = "ignored";         ///< of VEX: "not_affected", "fixed"
};

struct Rules {
  std::vector<Rule> rules;
  std::vector<std::string> warnings;  ///< what was left out, and why
};

/// Reads one file, as its name and text say:
/// - .trivyignore: an id on each line, "exp:2026-12-31" behind it, # starts a comment;
/// - *.yaml and *.yml as .trivyignore.yaml (trivy v0.70 pkg/result/ignore.go), with the keys
///   namespaces, workloads and images as well: only where all who run the image match;
/// - *.json, or JSON: OpenVEX, of which the statements not_affected and fixed count.
/// What ended before `now` (RFC 3339) is left out with a warning. Errc::config names the file.
[[nodiscard]] Result<Rules>
parse(std::string_view file, std::string_view text, std::string_view now);

/// Moves what the rules are about from each scan's findings to its suppressed ones. The first rule
/// that fits gives the reason.
void apply(const std::vector<Rule>& rules, report::Report& report);

}  // namespace kscan::ignore
