#include "workload/pod.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "workload/platform.hpp"
#include "workload/pod_spec.hpp"

#include <nlohmann/json.hpp>

namespace kscan::workload {

using nlohmann::json;

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
  case ContainerKind::volume:
    return "volume";
  }
  return "";
}

Result<PodImages> images_of(const json& pod) {
  const json& metadata = member(pod, "metadata");
  const json& spec = member(pod, "spec");
  ObjectKey key{.ns = text_member(metadata, "namespace"), .name = text_member(metadata, "name")};
  if (key.name.empty() || !spec.is_object())
    return fail(Errc::protocol, "the API server's answer is no pod");
  return PodImages{.pod = std::move(key),
                   .pull_secrets = pull_secret_names(spec),
                   .containers = container_images(spec, member(pod, "status")),
                   .owner = controller_of(pod),
                   .node = text_member(spec, "nodeName"),
                   .service_account = service_account_name(spec),
                   .state = state_of(pod),
                   .skip = skip_of(metadata, spec),
                   .architecture = platform_of(spec).architecture};
}

Target target_of(const PodImages& pod, const ContainerImage& image) {
  const bool owned = !pod.owner.kind.empty();
  return {.ns = pod.pod.ns,
          .kind = owned ? pod.owner.kind : "Pod",
          .name = owned ? pod.owner.name : pod.pod.name,
          .container = image.container,
          .container_kind = std::string(to_string(image.kind)),
          .pod = pod.pod.name};
}

Result<image::Running> running(const ContainerImage& image) {
  const Result<image::Reference> spec = image::parse(image.image);
  if (!spec) return fail(spec.error());
  const bool is_loaded = image.origin == Origin::loaded;
  return image::running(*spec, is_loaded ? std::string_view() : image.image_id);
}

std::string note_of(const PodImages& pod, const ContainerImage& image) {
  if (std::string note = origin_note(image.origin, image.image); !note.empty()) return note;
  if (pod.is_template() && trim(image.image).empty())
    return "the template names no image: whoever runs it fills it in";
  if (!image.waiting.empty()) return "its node cannot get the image either: " + image.waiting;
  if (pod.state.mirror) return "a static pod's images are pulled with its node's credentials";
  return {};
}

}  // namespace kscan::workload
