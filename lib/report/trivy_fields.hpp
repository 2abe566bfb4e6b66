#pragma once
#include "report/report.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What is read of Trivy's report, as a table.
namespace kscan::report::trivy {

enum class Kind { null, boolean, number, text, object, array };

/// Where in the report the parser stands; a whole subtree of what is not wanted is `elsewhere`.
enum class Place {
  elsewhere,
  root,
  document,
  metadata,
  os,
  digests,
  results,
  result,
  vulnerabilities,
  vulnerability,
  identifier,
};

/// What has been read, and the result and vulnerability that are being read.
struct Reading {
  Scan scan;
  std::vector<std::string> digests;
  std::int64_t schema = 0;
  Finding finding;
  std::string severity;
  std::string target;
  std::string package_class;
  std::size_t first_of_result = 0;
};

/// A value that is wanted: a member of an object, or (no key) an element of an array.
struct Field {
  Place place;
  std::string_view key;
  Kind kind;
  Place inside = Place::elsewhere;           ///< of an object or array
  std::string& (*text)(Reading&) = nullptr;  ///< where a text goes
};

/// Null if nobody wants the value.
[[nodiscard]] const Field* find_field(Place place, std::string_view key) noexcept;
/// "a number"
[[nodiscard]] std::string_view with_article(Kind kind) noexcept;

}  // namespace kscan::report::trivy
