#include "workload/crowd.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kscan::workload {

namespace {

bool has_owner(const PodImages& pod) {
  return !pod.owner.kind.empty();
}

/// The pods on a node: what the node says, and their namespace.
PodImages
placed(const PodImages& shape, const Owner& top, const NodeFacts* node, const CrowdFacts& facts) {
  PodImages pod = shape;
  pod.owner = top;
  if (node != nullptr) place(pod, *node);
  if (pod.skip == Skip::none && facts.opted_out.contains(pod.pod.ns)) pod.skip = Skip::opted_out;
  return pod;
}

}  // namespace

void Crowd::add(Members& members, std::string name, bool has_owner) const {
  ++members.count;
  if (members.count == 1) {
    members.first = std::move(name);
    return;
  }
  if (name < members.first) std::swap(name, members.first);
  if (!has_owner && m_names == Names::all) members.others.push_back(std::move(name));
}

void Crowd::add(Members& members, Members&& more, bool has_owner) const {
  const std::size_t count = members.count + more.count;
  add(members, std::move(more.first), has_owner);
  std::ranges::move(std::move(more.others), std::back_inserter(members.others));
  members.count = count;
}

void Crowd::add(PodImages pod) {
  std::string name = std::exchange(pod.pod.name, {});
  const std::string node = std::exchange(pod.node, {});
  const bool owned = has_owner(pod);
  add(m_pods[std::move(pod)][node], std::move(name), owned);
}

void Crowd::merge(Crowd&& other) {
  for (auto& [shape, nodes] : other.m_pods)
    for (auto& [node, members] : nodes)
      add(m_pods[shape][node], std::move(members), has_owner(shape));
  other.m_pods.clear();
}

std::set<Controller> Crowd::controllers() const {
  std::set<Controller> found;
  for (const auto& [shape, nodes] : m_pods)
    if (has_owner(shape)) found.insert({shape.pod.ns, shape.owner});
  return found;
}

std::set<std::string> Crowd::nodes() const {
  std::set<std::string> found;
  for (const auto& [shape, nodes] : m_pods)
    for (const auto& [node, members] : nodes)
      if (!node.empty()) found.insert(node);
  return found;
}

std::set<std::string> Crowd::namespaces() const {
  std::set<std::string> found;
  for (const auto& [shape, nodes] : m_pods)
    found.insert(shape.pod.ns);
  return found;
}

std::vector<PodImages> Crowd::take(const CrowdFacts& facts, const Keep& keep) && {
  Shapes placed_shapes;
  for (auto& [shape, nodes] : m_pods) {
    const std::vector<Owner> chain = facts.owners.chain(shape.owner);
    if (!keep(chain, shape)) continue;
    const Owner& top = chain.empty() ? shape.owner : chain.back();
    for (auto& [name, members] : nodes) {
      const auto node = facts.nodes.find(name);
      const NodeFacts* known = node == facts.nodes.end() ? nullptr : &node->second;
      add(placed_shapes[placed(shape, top, known, facts)], std::move(members), has_owner(shape));
    }
  }
  m_pods.clear();
  std::vector<PodImages> pods;
  for (auto& [shape, members] : placed_shapes) {
    std::ranges::sort(members.others);
    const auto twice = std::ranges::unique(members.others);
    members.others.erase(twice.begin(), twice.end());
    std::erase(members.others, members.first);
    PodImages pod = shape;
    pod.pod.name = std::move(members.first);
    pod.also = std::move(members.others);
    pod.count = members.count;
    pods.push_back(std::move(pod));
  }
  std::ranges::sort(pods);
  return pods;
}

}  // namespace kscan::workload
