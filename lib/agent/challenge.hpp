#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::agent {

/// One challenge of a WWW-Authenticate header (RFC 9110 section 11.6.1).
struct Challenge {
  std::string scheme;                             ///< lower case: "basic", "bearer"
  std::map<std::string, std::string> parameters;  ///< names in lower case
  friend bool operator==(const Challenge&, const Challenge&) = default;
};

/// All that can be understood; stops at what cannot.
[[nodiscard]] std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace kscan::agent
