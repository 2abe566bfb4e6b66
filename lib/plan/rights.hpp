#pragma once
#include "base/error.hpp"
#include "plan/plan.hpp"

#include <compare>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a person must be allowed to do in a namespace, and what follows from it.
namespace kscan::plan {

/// As a SelfSubjectAccessReview asks for it.
struct Right {
  std::string_view verb;
  std::string_view group;  ///< of the API; "" for the core
  std::string_view resource;
  std::string_view subresource = {};
  friend bool operator==(const Right&, const Right&) = default;
};
/// "create jobs.batch", "get pods/log".
[[nodiscard]] std::string to_string(const Right& right);

/// What a run cannot do without. With a service account that is there already, nothing is needed
/// to make one.
[[nodiscard]] std::vector<Right> required_rights(Handoff handoff, bool own_service_account);
/// What makes a run better; it works without.
[[nodiscard]] std::vector<Right> useful_rights(Handoff handoff);
/// Every right that choose_handoff() may want to know about.
[[nodiscard]] std::vector<Right> all_rights();

struct Choice {
  Handoff handoff = Handoff::none;
  std::string line;  ///< for people: `namespace "shop": credentials travel by ..., because ...`
};
/// The handoff for a namespace: the wanted one, or, where none is named, secret before memory.
/// Errc::forbidden names the rights that are missing.
[[nodiscard]] Result<Choice> choose_handoff(std::optional<Handoff> wanted,
                                            std::string_view ns,
                                            std::span<const Right> allowed,
                                            bool own_service_account);

/// Groups that need the same rights.
struct Part {
  std::string ns;
  bool has_pull_secrets = false;
  [[nodiscard]] bool has(const Group& group) const noexcept;
  friend auto operator<=>(const Part&, const Part&) = default;
};
[[nodiscard]] std::set<Part> parts_of(const Plan& plan);

/// What comes of it for the part's groups: they use the chosen handoff, or, without one, none of
/// their images is scanned, each for that error.
void apply(const Result<Choice>& choice, const Part& part, Plan& plan);

}  // namespace kscan::plan
