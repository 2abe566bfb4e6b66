#pragma once
#include "report/report.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::report {

/// A place where a vulnerability was found.
struct Occurrence {
  const ImageReport* image = nullptr;
  const Finding* finding = nullptr;
};

/// Everything that a report knows of one vulnerability. Points into the report.
struct Explanation {
  std::string id;
  const Finding* about = nullptr;  ///< the one that says most
  std::vector<std::string> names;  ///< all others of it, sorted
  std::vector<Occurrence> found;   ///< in the report's order of images
  std::vector<Occurrence> suppressed;
  std::vector<std::string> elsewhere;  ///< repositories that were scanned and do not have it
};

/// By id or alias, in any case of the letters. Nothing if the report does not have it.
[[nodiscard]] std::optional<Explanation> explain(const Report& report, std::string_view id);

}  // namespace kscan::report
