#include "workload/owner.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>

namespace kscan::workload {

using nlohmann::json;

namespace {

// Far above any real chain; bounds what a hostile one costs.
constexpr std::size_t longest_chain = 16;

bool is_controller(const json& reference) {
  const json& flag = member(reference, "controller");
  return flag.is_boolean() && flag.get<bool>();
}

bool contains(const std::vector<Owner>& chain, std::string_view uid) {
  return std::ranges::any_of(chain, [&](const Owner& owner) { return owner.uid == uid; });
}

}  // namespace

Owner controller_of(const json& object) {
  for (const json& reference : array_member(member(object, "metadata"), "ownerReferences"))
    if (is_controller(reference)) {
      return {.kind = text_member(reference, "kind"),
              .name = text_member(reference, "name"),
              .uid = text_member(reference, "uid"),
              .api_version = text_member(reference, "apiVersion")};
    }
  return {};
}

void Owners::add(const json& object) {
  std::string uid = text_member(member(object, "metadata"), "uid");
  Owner controller = controller_of(object);
  if (uid.empty() || controller.kind.empty()) return;
  const auto [at, is_new] = m_controllers.try_emplace(std::move(uid), controller);
  // A UID is there twice only if somebody lies: then it must not matter who came first.
  if (!is_new && controller < at->second) at->second = std::move(controller);
}

std::vector<Owner> Owners::chain(const Owner& controller) const {
  std::vector<Owner> owners;
  const Owner* next = &controller;
  while (!next->kind.empty() && owners.size() < longest_chain && !contains(owners, next->uid)) {
    owners.push_back(*next);
    const auto found = m_controllers.find(next->uid);
    if (found == m_controllers.end()) break;
    next = &found->second;
  }
  return owners;
}

Owner Owners::top(const Owner& controller) const {
  std::vector<Owner> owners = chain(controller);
  return owners.empty() ? controller : std::move(owners.back());
}

bool Owners::leads_to(const Owner& controller, std::string_view uid) const {
  return !uid.empty() && contains(chain(controller), uid);
}

}  // namespace kscan::workload
