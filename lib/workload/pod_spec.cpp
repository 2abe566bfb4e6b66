#include "workload/pod_spec.hpp"

#include "base/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>

namespace kscan::workload {

using nlohmann::json;

namespace {

using StatusByName = std::map<std::string, const json*, std::less<>>;

StatusByName by_name(const json& statuses) {
  StatusByName found;
  for (const json& status : statuses)
    found.try_emplace(text_member(status, "name"), &status);
  return found;
}

ContainerKind kind_in_list(const json& container, ContainerKind list_kind) {
  const bool sidecar =
      list_kind == ContainerKind::init && text_member(container, "restartPolicy") == "Always";
  return sidecar ? ContainerKind::sidecar : list_kind;
}

// K/pkg/kubelet/images/types.go, cri-api/pkg/errors; every other reason has nothing to do with the
// image.
bool is_about_the_image(std::string_view reason) {
  constexpr auto reasons = std::to_array<std::string_view>({"ErrImagePull",
                                                            "ErrImageNeverPull",
                                                            "ImageInspectError",
                                                            "ImagePullBackOff",
                                                            "InvalidImageName",
                                                            "RegistryUnavailable",
                                                            "SignatureValidationFailed"});
  return std::ranges::find(reasons, reason) != reasons.end();
}

std::string waiting_reason(const json& status) {
  std::string reason = text_member(member(member(status, "state"), "waiting"), "reason");
  return is_about_the_image(reason) ? reason : std::string();
}

ContainerImage container_image(const json& container, ContainerKind kind, const json& status) {
  std::string image = text_member(container, "image");
  std::string id = text_member(status, "imageID");
  const Origin origin = origin_of(image, text_member(container, "imagePullPolicy"), id);
  return {.container = text_member(container, "name"),
          .kind = kind_in_list(container, kind),
          .image = std::move(image),
          .image_id = std::move(id),
          .origin = origin,
          .waiting = waiting_reason(status)};
}

struct ContainerList {
  std::string_view spec_field;
  std::string_view status_field;
  ContainerKind kind;
};

void append_list(std::vector<ContainerImage>& images,
                 const ContainerList& list,
                 const json& spec,
                 const json& status) {
  static const json none;
  const StatusByName statuses = by_name(array_member(status, list.status_field));
  for (const json& container : array_member(spec, list.spec_field)) {
    const auto found = statuses.find(text_member(container, "name"));
    images.push_back(
        container_image(container, list.kind, found == statuses.end() ? none : *found->second));
  }
}

// The status says nothing about them.
void append_volumes(std::vector<ContainerImage>& images, const json& spec) {
  for (const json& volume : array_member(spec, "volumes")) {
    const json& source = member(volume, "image");
    std::string reference = text_member(source, "reference");
    if (reference.empty()) continue;
    const Origin origin = origin_of(reference, text_member(source, "pullPolicy"), {});
    images.push_back({.container = text_member(volume, "name"),
                      .kind = ContainerKind::volume,
                      .image = std::move(reference),
                      .image_id = {},
                      .origin = origin});
  }
}

}  // namespace

std::vector<ContainerImage> container_images(const json& spec, const json& status) {
  std::vector<ContainerImage> images;
  for (const ContainerList& list : std::initializer_list<ContainerList>{
           {"initContainers", "initContainerStatuses", ContainerKind::init},
           {"containers", "containerStatuses", ContainerKind::main},
           {"ephemeralContainers", "ephemeralContainerStatuses", ContainerKind::ephemeral}})
    append_list(images, list, spec, status);
  append_volumes(images, spec);
  return images;
}

std::vector<std::string> pull_secret_names(const json& holder) {
  std::vector<std::string> names;
  for (const json& secret : array_member(holder, "imagePullSecrets"))
    if (std::string name = text_member(secret, "name"); !name.empty())
      names.push_back(std::move(name));
  return names;
}

std::string service_account_name(const json& spec) {
  std::string name = text_member(spec, "serviceAccountName");
  return name.empty() ? text_member(spec, "serviceAccount") : name;
}

}  // namespace kscan::workload
