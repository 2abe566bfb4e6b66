#pragma once
#include "ignore/ignore.hpp"
#include "report/report.hpp"

#include <string_view>

/// What a rule is about.
namespace kscan::ignore {

/// Doublestar (github.com/bmatcuk/doublestar v4): "**" is any number of directories, "*" anything
/// but '/', "?" one character but '/', "[a-z]" and "[!a-z]" one of some, "{a,b}" one of several
/// texts. A leading '/' of either does not matter.
[[nodiscard]] bool matches_path(std::string_view pattern, std::string_view path);

/// All that the pattern says, the package URL says as well: version, qualifiers and subpath only if
/// the pattern has them.
[[nodiscard]] bool matches_purl(std::string_view pattern, std::string_view purl);

[[nodiscard]] bool
matches(const Rule& rule, const report::ImageReport& image, const report::Finding& finding);

}  // namespace kscan::ignore
