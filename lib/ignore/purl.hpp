#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kscan::ignore {

/// A package URL (package-url/purl-spec): pkg:type/namespace/name@version?qualifiers#subpath
struct Purl {
  std::string type;
  std::string space;
  std::string name;
  std::string version;
  std::map<std::string, std::string> qualifiers;
  std::string subpath;
};
/// Percent encoding is undone. Nothing for what is none.
[[nodiscard]] std::optional<Purl> parse_purl(std::string_view text);

}  // namespace kscan::ignore
