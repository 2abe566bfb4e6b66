#pragma once
#include "base/error.hpp"
#include "base/object_key.hpp"
#include "image/reference.hpp"
#include "workload/origin.hpp"
#include "workload/owner.hpp"
#include "workload/state.hpp"
#include "workload/target.hpp"

#include <nlohmann/json_fwd.hpp>

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::workload {

/// KEP-753: a sidecar is an init container that is restarted always. KEP-4639: an image can be
/// mounted as a volume.
enum class ContainerKind { main, init, sidecar, ephemeral, volume };
[[nodiscard]] std::string_view to_string(ContainerKind kind) noexcept;

/// One container of a pod, or one volume, and the image it was given.
struct ContainerImage {
  std::string container;  ///< or the volume's name
  ContainerKind kind = ContainerKind::main;
  std::string image;     ///< the spec's text, which need not be a valid reference
  std::string image_id;  ///< status.*Statuses[].imageID; empty until pulled
  Origin origin = Origin::unknown;
  /// Why the kubelet cannot get the image: "ImagePullBackOff". Empty if it can, or nobody tried.
  std::string waiting = {};
  friend auto operator<=>(const ContainerImage&, const ContainerImage&) = default;
};

/// What the API server knows of the images of a pod, or of a pod template that nothing runs from.
struct PodImages {
  ObjectKey pod;  ///< without a name: a template
  /// spec.imagePullSecrets as it stands: the service account's were merged in at admission.
  /// Entries without a name, which the kubelet skips too, are left out; duplicates are kept.
  std::vector<std::string> pull_secrets;
  /// init, main, ephemeral, in the spec's order, then volumes. A volume without a reference
  /// has no image.
  std::vector<ContainerImage> containers;
  /// The pod's controller (Owners::top tells what people deployed); the object that a template is
  /// of.
  Owner owner = {};
  std::string node = {};  ///< empty: not scheduled
  std::string service_account = {};
  /// The service account whose pull secrets admission would add and has not: see admit(). Empty:
  /// `pull_secrets` is complete.
  std::string unmerged_account = {};
  PodState state = {};
  Skip skip = Skip::none;
  /// Of its node, or the only one that its spec allows, in GOARCH's words; empty: not known.
  std::string architecture = {};
  /// Further pods that are equal but for their names, as Crowd makes them; sorted. Of pods with an
  /// owner they are not kept.
  std::vector<std::string> also = {};
  std::size_t count = 1;  ///< how many pods this stands for
  [[nodiscard]] bool is_template() const noexcept { return pod.name.empty(); }
  friend auto operator<=>(const PodImages&, const PodImages&) = default;
};

/// From a Pod object of the API server's. Fails only when it is none (no name, no spec).
[[nodiscard]] Result<PodImages> images_of(const nlohmann::json& pod);

/// What a finding in the image is reported against: the owner, or the pod where nobody owns it.
[[nodiscard]] Target target_of(const PodImages& pod, const ContainerImage& image);

/// image::running() of the container. The digest of what was loaded on a node is left out: no
/// registry has it under any name. The error is image::parse()'s.
[[nodiscard]] Result<image::Running> running(const ContainerImage& image);

/// What people should know when the image cannot be scanned, because it is the cluster's own state;
/// empty if there is nothing.
[[nodiscard]] std::string note_of(const PodImages& pod, const ContainerImage& image);

}  // namespace kscan::workload
