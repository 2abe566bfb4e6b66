#pragma once
#include <string>
#include <string_view>

namespace kscan::workload {

/// Where a node has an image from, as far as the API server can tell.
enum class Origin {
  unknown,       ///< not pulled yet, or only the runtime's own number for it is told
  registry,      ///< the status names the digest that a registry served
  loaded,        ///< built or loaded on the node: no registry's digest is known
  never_pulled,  ///< imagePullPolicy Never: the node must have it already
};

/// `image` as in the spec, `pull_policy` and `image_id` as the API server has them, empty if it
/// has not. Knows the imageID of containerd ("sha256:..." without a repository, and
/// "docker.io/library/import-2024-05-01@sha256:..." for an archive without names), of cri-dockerd
/// ("docker://sha256:...") and the registries that do not exist: "localhost" of podman, "ko.local",
/// "kind.local" and "dev.local" of ko and Knative. CRI-O tells a number without a name for pulled
/// images too (1.28, and after a restart): that is unknown.
[[nodiscard]] Origin
origin_of(std::string_view image, std::string_view pull_policy, std::string_view image_id);

/// What people should know when such an image cannot be scanned; empty where there is nothing.
[[nodiscard]] std::string origin_note(Origin origin, std::string_view image);

}  // namespace kscan::workload
