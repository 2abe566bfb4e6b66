#include "workload/idle.hpp"

#include "base/json.hpp"
#include "workload/template.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace kscan::workload {

using nlohmann::json;

namespace {

/// A ReplicaSet that a rollout has left behind.
bool is_old_revision(const json& object) {
  if (text_member(object, "kind") != "ReplicaSet") return false;
  const json& replicas = member(member(object, "spec"), "replicas");
  return replicas.is_number_integer() && replicas.get<std::int64_t>() == 0;
}

/// As far as the status of a pod tells, which says nothing about volumes.
bool was_pulled(const ContainerImage& image) {
  return image.kind == ContainerKind::volume || !image.image_id.empty();
}

}  // namespace

void IdleTemplates::add(const json& object, std::string_view path) {
  std::string uid = text_member(member(object, "metadata"), "uid");
  if (!uid.empty()) m_added.insert(uid);
  const Owner controller = controller_of(object);
  if (!controller.kind.empty() && is_old_revision(object)) return;
  std::vector<PodImages> templates = templates_of(object, path);
  if (templates.empty()) return;
  m_entries.push_back(
      {.uid = std::move(uid), .controller = controller.uid, .templates = std::move(templates)});
}

void IdleTemplates::merge(IdleTemplates&& other) {
  std::ranges::move(std::move(other.m_entries), std::back_inserter(m_entries));
  m_added.merge(other.m_added);
  m_running.merge(other.m_running);
  for (auto& [uid, ran] : other.m_ran)
    m_ran[uid].merge(ran);
}

void IdleTemplates::mark(const std::vector<Owner>& chain, const PodImages& pod) {
  const Phase phase = pod.state.phase;
  const bool ended = phase == Phase::succeeded || phase == Phase::failed;
  for (const Owner& owner : chain) {
    if (!ended) m_running.insert(owner.uid);
    if (!ended || pod.skip != Skip::none) continue;
    for (const ContainerImage& image : pod.containers)
      if (was_pulled(image)) m_ran[owner.uid].emplace(image.container, image.image);
  }
}

// What was never created has no UID, hence no pods either.
bool IdleTemplates::is_idle(const Entry& entry) const {
  if (!entry.uid.empty() && m_running.contains(entry.uid)) return false;
  return entry.controller.empty() || !m_added.contains(entry.controller);
}

void IdleTemplates::leave_out_what_ran(Entry& entry) const {
  const auto ran = m_ran.find(entry.uid);
  if (entry.uid.empty() || ran == m_ran.end()) return;
  for (PodImages& made : entry.templates)
    std::erase_if(made.containers, [&](const ContainerImage& image) {
      return ran->second.contains({image.container, image.image});
    });
  std::erase_if(entry.templates, [](const PodImages& made) { return made.containers.empty(); });
}

std::vector<PodImages> IdleTemplates::take() && {
  std::vector<PodImages> idle;
  for (Entry& entry : m_entries) {
    if (!is_idle(entry)) continue;
    leave_out_what_ran(entry);
    std::ranges::move(entry.templates, std::back_inserter(idle));
  }
  std::ranges::sort(idle);
  return idle;
}

}  // namespace kscan::workload
