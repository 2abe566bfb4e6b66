#pragma once
#include "base/error.hpp"

#include <compare>
#include <string>
#include <string_view>

namespace kscan::image {

/// A normalised image name, as github.com/distribution/reference v0.6.0 ParseNormalizedNamed and
/// the kubelet see it: "nginx" is docker.io/library/nginx:latest.
struct Reference {
  /// host[:port] as written; "docker.io" for Docker Hub; empty where the reference library finds no
  /// domain (a host with an underscore: then all of it is in `repository`).
  std::string registry;
  std::string repository;  ///< "library/nginx"
  std::string tag;         ///< empty when only a digest was given; "latest" when neither was
  std::string digest;      ///< "sha256:..." or empty

  /// registry/repository: what the keyring is asked (kubelet image_manager.go: repoToPull).
  [[nodiscard]] std::string name() const;
  /// name@digest if there is a digest, else name:tag: what the container runtime pulls.
  [[nodiscard]] std::string pinned() const;
  friend auto operator<=>(const Reference&, const Reference&) = default;
};

/// As people write and read it: "nginx:1.25@sha256:89af9038d20d…", Docker Hub's defaults left out
/// and the digest cut. Not for machines.
[[nodiscard]] std::string familiar(const Reference& reference);

/// The error is the kubelet's words: `couldn't parse image name "...": invalid reference format`.
[[nodiscard]] Result<Reference> parse(std::string_view text);

/// What a scanner should be given for a container whose spec says `spec` and whose status says
/// `image_id` (containerd, CRI-O and cri-dockerd forms; empty when never pulled): the running
/// digest under the *spec's* repository, never under another one, for which the pod has no
/// credentials. `pinned` is false when the status names no usable digest and the spec none
/// either: then a tag is scanned, which may not be what runs.
struct Running {
  Reference reference;
  bool pinned = false;
  /// The status names the digest under another repository, where the runtime found the same image:
  /// the spec's repository need not have it, and the caller then falls back to `spec`.
  bool other_repository = false;
};
[[nodiscard]] Running running(const Reference& spec, std::string_view image_id);

}  // namespace kscan::image
