#include "kube/known_objects.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

namespace {

using nlohmann::json;

ObjectKey key_of(const json& object) {
  const auto& metadata = member(object, "metadata");
  return {text_member(metadata, "namespace"), text_member(metadata, "name")};
}

std::string labels_of(const json& metadata) {
  const auto& labels = member(metadata, "labels");
  if (!labels.is_object()) return {};
  return labels.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

void KnownObjects::listed(const json& object) {
  m_listed.insert(key_of(object));
  changed(object);
}

void KnownObjects::list_ended() {
  std::vector<ObjectKey> gone;
  for (const auto& [key, known] : m_known) {
    if (!m_listed.contains(key)) gone.push_back(key);
  }
  m_listed.clear();
  for (const auto& key : gone)
    forget(key);
}

void KnownObjects::changed(const json& object) {
  const auto key = key_of(object);
  const auto& metadata = member(object, "metadata");
  Known now{
      text_member(metadata, "uid"), text_member(metadata, "resourceVersion"), labels_of(metadata)};
  const auto found = m_known.find(key);
  if (found != m_known.end() && found->second.uid != now.uid) {
    forget(key);
    return changed(object);
  }
  if (found == m_known.end()) {
    m_known.emplace(key, std::move(now));
    return m_tell(Change::added, object);
  }
  if (found->second.version == now.version && !now.version.empty()) return;
  found->second = std::move(now);
  m_tell(Change::modified, object);
}

void KnownObjects::deleted(const json& object) {
  if (m_known.erase(key_of(object)) > 0) m_tell(Change::deleted, object);
}

void KnownObjects::forget(const ObjectKey& key) {
  const auto found = m_known.find(key);
  if (found == m_known.end()) return;
  json metadata{{"name", key.name}, {"uid", found->second.uid}};
  if (!key.ns.empty()) metadata["namespace"] = key.ns;
  if (!found->second.labels.empty()) metadata["labels"] = json::parse(found->second.labels);
  m_known.erase(found);
  m_tell(Change::deleted, json{{"metadata", std::move(metadata)}});
}

}  // namespace kscan::kube
