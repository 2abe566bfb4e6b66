#include "workload/node.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

namespace kscan::workload {

using nlohmann::json;

namespace {

std::string architecture_of(const json& node) {
  std::string told = text_member(member(member(node, "status"), "nodeInfo"), "architecture");
  if (!told.empty()) return told;
  return text_member(member(member(node, "metadata"), "labels"), "kubernetes.io/arch");
}

}  // namespace

NodeFacts facts_of(const json& node) {
  return {.architecture = architecture_of(node), .skip = skip_on_node(node)};
}

void place(PodImages& pod, const NodeFacts& node) {
  if (!node.architecture.empty()) pod.architecture = node.architecture;
  if (pod.skip == Skip::none) pod.skip = node.skip;
}

}  // namespace kscan::workload
