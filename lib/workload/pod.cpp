#include "workload/pod.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <initializer_list>

namespace kscan::workload {

using nlohmann::json;

namespace {

std::string image_id_of(const json& statuses, std::string_view container) {
  for (const json& status : statuses)
    if (text_member(status, "name") == container) return text_member(status, "imageID");
  return {};
}

// KEP-753: a sidecar is an init container that is restarted always.
ContainerKind kind_in_list(const json& container, ContainerKind list_kind) {
  const bool sidecar =
      list_kind == ContainerKind::init && text_member(container, "restartPolicy") == "Always";
  return sidecar ? ContainerKind::sidecar : list_kind;
}

struct ContainerList {
  std::string_view spec_field;
  std::string_view status_field;
  ContainerKind kind;
};

void append_containers(PodImages& images, const json& pod, const ContainerList& list) {
  const json& statuses = array_member(member(pod, "status"), list.status_field);
  for (const json& container : array_member(member(pod, "spec"), list.spec_field)) {
    std::string name = text_member(container, "name");
    std::string id = image_id_of(statuses, name);
    images.containers.push_back({.container = std::move(name),
                                 .kind = kind_in_list(container, list.kind),
                                 .image = text_member(container, "image"),
                                 .image_id = std::move(id)});
  }
}

}  // namespace

std::string_view to_string(ContainerKind kind) noexcept {
  switch (kind) {
  case ContainerKind::main:
    return "container";
  case ContainerKind::init:
    return "init";
  case ContainerKind::sidecar:
    return "sidecar";
  case ContainerKind::ephemeral:
    return "ephemeral";
  }
  return "";
}

Result<PodImages> images_of(const json& pod) {
  const json& metadata = member(pod, "metadata");
  PodImages images;
  images.pod = {.ns = text_member(metadata, "namespace"), .name = text_member(metadata, "name")};
  if (images.pod.name.empty() || !member(pod, "spec").is_object())
    return fail(Errc::protocol, "the API server's answer is no pod");
  for (const json& secret : array_member(member(pod, "spec"), "imagePullSecrets"))
    if (std::string name = text_member(secret, "name"); !name.empty())
      images.pull_secrets.push_back(std::move(name));
  for (const ContainerList& list : std::initializer_list<ContainerList>{
           {"initContainers", "initContainerStatuses", ContainerKind::init},
           {"containers", "containerStatuses", ContainerKind::main},
           {"ephemeralContainers", "ephemeralContainerStatuses", ContainerKind::ephemeral}})
    append_containers(images, pod, list);
  return images;
}

}  // namespace kscan::workload
