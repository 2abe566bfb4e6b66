#include "workload/input.hpp"

#include "base/json.hpp"
#include "workload/resource_type.hpp"
#include "workload/state.hpp"
#include "workload/template.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

namespace kscan::workload {

using nlohmann::json;

namespace {

/// Elements of a PodList as the API server sends it do not say what they are.
struct Item {
  json* object;
  std::string kind;  // by the list it is in
};

std::string item_kind(std::string_view list_kind) {
  constexpr std::string_view suffix = "List";
  if (!list_kind.ends_with(suffix)) return {};
  list_kind.remove_suffix(suffix.size());
  return std::string(list_kind);
}

void push_items(std::vector<Item>& pending, json& items, const std::string& list_kind) {
  const std::string kind = item_kind(list_kind);
  for (json& item : items)
    pending.push_back({&item, kind});
}

Result<> complete(const Item& item) {
  if (!item.object->is_object()) return fail(Errc::invalid, "a document is no Kubernetes object");
  if (!text_member(*item.object, "kind").empty()) return {};
  if (item.kind.empty()) return fail(Errc::invalid, "Object 'Kind' is missing");
  (*item.object)["kind"] = item.kind;
  return {};
}

Error other_namespace(const std::string& object, const std::string& wanted) {
  return {Errc::usage,
          "the namespace from the provided object \"" + object
              + "\" does not match the namespace \"" + wanted
              + "\". You must pass '--namespace=" + object + "' to perform this operation."};
}

/// Of Kubernetes' own, with pods in the usual places.
bool is_own(const json& object) {
  const std::string version = text_member(object, "apiVersion");
  const std::size_t slash = version.find('/');
  const std::string_view group =
      slash == std::string::npos ? std::string_view() : std::string_view(version).substr(0, slash);
  return std::ranges::any_of(builtin_types(), [&](const ResourceType& type) {
    return type.kind == text_member(object, "kind") && (version.empty() || type.group == group);
  });
}

bool is_admitted(const json& pod) {
  return !text_member(member(pod, "metadata"), "uid").empty();
}

}  // namespace

Input::Input(InputNamespace ns, InputRules rules)
    : m_namespace(std::move(ns)),
      m_rules(std::move(rules)) {}

// A list and no recursion: the depth is up to whoever wrote the file.
Result<> Input::add(json document) {
  if (document.is_null()) return {};
  std::vector<Item> pending{{&document, {}}};
  while (!pending.empty()) {
    const Item item = std::move(pending.back());
    pending.pop_back();
    if (Result<> done = complete(item); !done) return done;
    if (member(*item.object, "items").is_array())
      push_items(pending, (*item.object)["items"], text_member(*item.object, "kind"));
    else if (Result<> added = add_object(*item.object); !added)
      return added;
  }
  return {};
}

Result<> Input::add_object(const json& object) {
  const std::string kind = text_member(object, "kind");
  const json& metadata = member(object, "metadata");
  const std::string ns = text_member(metadata, "namespace");
  if (m_namespace.enforced && !ns.empty() && ns != m_namespace.name)
    return fail(other_namespace(ns, m_namespace.name));
  if (kind == "Namespace" && skip_in_namespace(object) != Skip::none)
    m_opted_out.insert(text_member(metadata, "name"));
  if (kind == "ServiceAccount") {
    Result<ServiceAccount> account = service_account_of(object);
    if (!account) return {};
    account->key.ns = namespace_of(account->key.ns);
    m_accounts.insert_or_assign(account->key, *account);
  }
  m_owners.add(object);
  const bool selected = m_rules.selector.selects(object);
  if (kind == "Pod" && is_admitted(object)) {
    add_pod(object, selected);
  } else if (selected) {
    m_templates.add(object, is_own(object) ? std::string_view() : m_rules.template_path);
    m_selected.insert(text_member(metadata, "uid"));
  }
  return {};
}

void Input::add_pod(const json& pod, bool selected) {
  if (Result<PodImages> images = images_of(pod)) m_pods.push_back({*std::move(images), selected});
}

std::string Input::namespace_of(const std::string& named) const {
  return named.empty() ? m_namespace.name : named;
}

void Input::place(PodImages& images) const {
  images.pod.ns = namespace_of(images.pod.ns);
  if (m_opted_out.contains(images.pod.ns) && images.skip == Skip::none)
    images.skip = Skip::opted_out;
  const auto account = m_accounts.find({images.pod.ns, images.unmerged_account});
  if (account != m_accounts.end()) admit(images, account->second);
}

bool Input::is_below_selected(const std::vector<Owner>& chain) const {
  return std::ranges::any_of(chain, [this](const Owner& owner) {
    return !owner.uid.empty() && m_selected.contains(owner.uid);
  });
}

std::vector<PodImages> Input::take() && {
  std::vector<PodImages> all;
  for (auto& [pod, selected] : m_pods) {
    const std::vector<Owner> chain = m_owners.chain(pod.owner);
    m_templates.mark(chain, pod);
    if (!selected && !is_below_selected(chain)) continue;
    if (!chain.empty()) pod.owner = chain.back();
    all.push_back(std::move(pod));
  }
  std::ranges::move(std::move(m_templates).take(), std::back_inserter(all));
  for (PodImages& images : all)
    place(images);
  std::ranges::sort(all);
  const auto equal = std::ranges::unique(all);
  all.erase(equal.begin(), equal.end());
  return all;
}

}  // namespace kscan::workload
