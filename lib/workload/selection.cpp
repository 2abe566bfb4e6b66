#include "workload/selection.hpp"

#include "workload/glob.hpp"

#include <utility>

namespace kscan::workload {
namespace {

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

ContainerSelection::ContainerSelection(ContainerRules rules)
    : m_rules(std::move(rules)) {}

bool ContainerSelection::wants(const ContainerImage& image) {
  // Every name is tried: each must be known to have fitted something.
  bool named = m_rules.names.empty();
  if (image.kind != ContainerKind::volume)
    for (const std::string& name : m_rules.names)
      if (matches_glob(name, image.container)) {
        m_matched.insert(name);
        named = true;
      }
  if (image.kind == ContainerKind::init && !m_rules.init) return false;
  if (image.kind == ContainerKind::ephemeral && !m_rules.ephemeral) return false;
  return named;
}

void ContainerSelection::apply(PodImages& pod) {
  if (m_pods == 0) {
    m_first = pod.is_template() ? pod.owner.name : pod.pod.name;
    for (const ContainerImage& image : pod.containers)
      if (image.kind != ContainerKind::volume) m_available.insert(image.container);
  }
  m_pods += pod.count;
  std::erase_if(pod.containers, [&](const ContainerImage& image) { return !wants(image); });
}

Result<> ContainerSelection::check() const {
  if (m_pods == 0) return {};
  for (const std::string& name : m_rules.names) {
    if (m_matched.contains(name)) continue;
    if (m_pods > 1)
      return fail(Errc::not_found,
                  "container " + name + " is in none of the " + std::to_string(m_pods) + " pods");
    return fail(Error(Errc::not_found, "container " + name + " is not valid for pod " + m_first)
                    .hint("it has: " + joined(m_available)));
  }
  return {};
}

}  // namespace kscan::workload
