#pragma once
#include "base/error.hpp"
#include "base/object_key.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace kscan::workload {

enum class ContainerKind { main, init, sidecar, ephemeral };
[[nodiscard]] std::string_view to_string(ContainerKind kind) noexcept;

/// One container of a pod and the image it was given.
struct ContainerImage {
  std::string container;
  ContainerKind kind = ContainerKind::main;
  std::string image;     ///< the spec's text, which need not be a valid reference
  std::string image_id;  ///< status.*Statuses[].imageID; empty until pulled
};

/// What the API server knows of a pod's images.
struct PodImages {
  ObjectKey pod;
  /// spec.imagePullSecrets as it stands: the service account's were merged in at admission.
  /// Entries without a name, which the kubelet skips too, are left out; duplicates are kept.
  std::vector<std::string> pull_secrets;
  std::vector<ContainerImage> containers;  ///< init, main, ephemeral, in the spec's order
};

/// From a Pod object. Fails only when it is none (no name, no spec).
[[nodiscard]] Result<PodImages> images_of(const nlohmann::json& pod);

}  // namespace kscan::workload
