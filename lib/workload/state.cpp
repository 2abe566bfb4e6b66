#include "workload/state.hpp"

#include "base/json.hpp"
#include "workload/platform.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace kscan::workload {

using nlohmann::json;

namespace {

// The second one is what nodes older than 1.14 had.
bool selects_windows(const json& labels) {
  return text_member(labels, "kubernetes.io/os") == "windows"
         || text_member(labels, "beta.kubernetes.io/os") == "windows";
}

bool is_own(const json& metadata) {
  return member(member(metadata, "labels"), label_own).is_string();
}

bool is_ignored(const json& metadata) {
  return text_member(member(metadata, "annotations"), annotation_ignore) == "true";
}

}  // namespace

Phase parse_phase(std::string_view text) noexcept {
  if (text == "Pending") return Phase::pending;
  if (text == "Running") return Phase::running;
  if (text == "Succeeded") return Phase::succeeded;
  if (text == "Failed") return Phase::failed;
  return Phase::unknown;
}

PodState state_of(const json& pod) {
  const json& metadata = member(pod, "metadata");
  const json& mirror = member(member(metadata, "annotations"), "kubernetes.io/config.mirror");
  return {.phase = parse_phase(text_member(member(pod, "status"), "phase")),
          .terminating = !text_member(metadata, "deletionTimestamp").empty(),
          .mirror = mirror.is_string()};
}

std::string_view to_string(Skip skip) noexcept {
  switch (skip) {
  case Skip::none:
    return "";
  case Skip::own:
    return "it belongs to a scan";
  case Skip::opted_out:
    return "annotation kubectl-scan.dev/ignore is \"true\"";
  case Skip::windows:
    return "Windows images are not supported";
  case Skip::excluded:
    return "excluded by --exclude-image";
  }
  return "";
}

Skip skip_of(const json& metadata, const json& spec) {
  if (is_own(metadata)) return Skip::own;
  if (is_ignored(metadata)) return Skip::opted_out;
  return platform_of(spec).os == "windows" ? Skip::windows : Skip::none;
}

Skip skip_in_namespace(const json& ns) {
  return is_ignored(member(ns, "metadata")) ? Skip::opted_out : Skip::none;
}

Skip skip_on_node(const json& node) {
  const json& info = member(member(node, "status"), "nodeInfo");
  const bool windows = text_member(info, "operatingSystem") == "windows"
                       || selects_windows(member(member(node, "metadata"), "labels"));
  return windows ? Skip::windows : Skip::none;
}

}  // namespace kscan::workload
