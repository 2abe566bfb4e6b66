#include "plan/rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kscan::plan {

namespace {

constexpr std::string_view rbac = "rbac.authorization.k8s.io";

// For each row of the table in the design.
constexpr std::array for_pods{Right{"get", "", "pods"},
                              Right{"list", "", "pods"},
                              Right{"watch", "", "pods"},
                              Right{"get", "", "pods", "log"}};
constexpr std::array for_jobs{Right{"create", "batch", "jobs"},
                              Right{"patch", "batch", "jobs"},
                              Right{"delete", "batch", "jobs"},
                              Right{"create", "", "configmaps"}};
// Nobody can grant what they do not hold, so `create secrets` is needed to bind it.
constexpr std::array for_account{Right{"create", "", "serviceaccounts"},
                                 Right{"create", rbac, "roles"},
                                 Right{"create", rbac, "rolebindings"},
                                 Right{"create", "", "secrets"}};
constexpr Right delete_secrets{"delete", "", "secrets"};
constexpr Right list_events{"list", "", "events"};

void append(std::vector<Right>& rights, std::span<const Right> more) {
  rights.insert(rights.end(), more.begin(), more.end());
}

bool holds(std::span<const Right> allowed, const Right& right) {
  return std::ranges::find(allowed, right) != allowed.end();
}

std::vector<Right> missing(std::span<const Right> required, std::span<const Right> allowed) {
  std::vector<Right> result;
  for (const Right& right : required)
    if (!holds(allowed, right)) result.push_back(right);
  return result;
}

/// "create jobs.batch, create configmaps".
std::string listed(std::span<const Right> rights) {
  std::string text;
  for (const Right& right : rights)
    text += (text.empty() ? "" : ", ") + to_string(right);
  return text;
}

std::string_view vehicle(Handoff handoff) {
  switch (handoff) {
  case Handoff::none:
    return "no credential is used";
  case Handoff::memory:
    return "credentials travel in the scan pod's memory";
  case Handoff::secret:
    return "credentials travel by temporary secrets";
  }
  return "";
}

Error forbidden(std::string_view ns, Handoff handoff, std::span<const Right> rights) {
  std::string other;
  if (handoff == Handoff::secret) other = ", or run with --credentials memory";
  return Error(Errc::forbidden,
               fmt::format("cannot scan in namespace \"{}\" with --credentials {}: you may not {}",
                           ns,
                           to_string(handoff),
                           listed(rights)))
      .hint(fmt::format(
          "ask for these rights (what you have: kubectl auth can-i --list -n {}){}", ns, other));
}

/// The line for a handoff that is possible; `without` are the rights that a better one lacked.
Choice chosen(Handoff handoff,
              std::string_view ns,
              std::span<const Right> allowed,
              std::span<const Right> without) {
  std::string line = fmt::format("namespace \"{}\": {}", ns, vehicle(handoff));
  if (!without.empty()) line += ", because you may not " + listed(without);
  if (handoff == Handoff::secret && !holds(allowed, delete_secrets))
    line += fmt::format(", which live until their job is deleted, because you may not {}",
                        to_string(delete_secrets));
  return {handoff, std::move(line)};
}

void refuse(Group&& group, const Error& error, Plan& plan) {
  for (Scan& scan : group.scans)
    plan.refused.push_back({scan.image.pinned(), error, std::move(scan.targets)});
}

}  // namespace

std::string to_string(const Right& right) {
  std::string text = fmt::format("{} {}", right.verb, right.resource);
  if (!right.group.empty()) text += fmt::format(".{}", right.group);
  if (!right.subresource.empty()) text += fmt::format("/{}", right.subresource);
  return text;
}

std::vector<Right> required_rights(Handoff handoff, bool own_service_account) {
  std::vector<Right> rights(for_pods.begin(), for_pods.end());
  append(rights, for_jobs);
  if (handoff == Handoff::secret && !own_service_account) append(rights, for_account);
  return rights;
}

std::vector<Right> useful_rights(Handoff handoff) {
  std::vector<Right> rights{list_events};
  if (handoff == Handoff::secret) rights.push_back(delete_secrets);
  return rights;
}

std::vector<Right> all_rights() {
  std::vector<Right> rights = required_rights(Handoff::secret, false);
  append(rights, useful_rights(Handoff::secret));
  return rights;
}

Result<Choice> choose_handoff(std::optional<Handoff> wanted,
                              std::string_view ns,
                              std::span<const Right> allowed,
                              bool own_service_account) {
  const auto lacks = [&](Handoff handoff) {
    return missing(required_rights(handoff, own_service_account), allowed);
  };
  const Handoff first = wanted.value_or(Handoff::secret);
  const std::vector<Right> for_first = lacks(first);
  if (for_first.empty()) return chosen(first, ns, allowed, {});
  if (wanted) return fail(forbidden(ns, first, for_first));
  const std::vector<Right> for_memory = lacks(Handoff::memory);
  if (for_memory.empty()) return chosen(Handoff::memory, ns, allowed, for_first);
  return fail(forbidden(ns, Handoff::memory, for_memory));
}

bool Part::has(const Group& group) const noexcept {
  return group.ns == ns && group.pull_secrets.empty() != has_pull_secrets;
}

std::set<Part> parts_of(const Plan& plan) {
  std::set<Part> parts;
  for (const Group& group : plan.groups)
    parts.insert({group.ns, !group.pull_secrets.empty()});
  return parts;
}

void apply(const Result<Choice>& choice, const Part& part, Plan& plan) {
  std::vector<Group> scanned;
  for (Group& group : plan.groups) {
    if (!part.has(group)) {
      scanned.push_back(std::move(group));
    } else if (choice) {
      group.handoff = part.has_pull_secrets ? choice->handoff : Handoff::none;
      scanned.push_back(std::move(group));
    } else {
      refuse(std::move(group), choice.error(), plan);
    }
  }
  plan.groups = std::move(scanned);
}

}  // namespace kscan::plan
