#pragma once
#include "base/error.hpp"
#include "image/reference.hpp"
#include "workload/pod.hpp"
#include "workload/target.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace kscan::plan {

/// One image to scan once, for everybody who runs it.
struct Scan {
  image::Reference image;                 ///< with a digest, the tag is only for people
  bool pinned = false;                    ///< false: a tag is scanned, which may not be what runs
  std::vector<workload::Target> targets;  ///< sorted
};

/// What one Job scans: images that share namespace and pull secrets.
struct Group {
  std::string ns;
  std::vector<std::string> pull_secrets;  ///< in imagePullSecrets order
  std::vector<Scan> scans;                ///< at most Options::images_per_job
};

/// An image that cannot be scanned at all; reported, never fatal to the others.
struct Refused {
  std::string image;  ///< the spec's text
  Error error;
  std::vector<workload::Target> targets;
};

struct Plan {
  std::vector<Group> groups;
  std::vector<Refused> refused;
};

struct Options {
  std::size_t images_per_job = 4;
};

/// Deterministic: the same pods in any order give the same plan, and every container is covered
/// exactly once.
[[nodiscard]] Plan make_plan(std::span<const workload::PodImages> pods, const Options& options);

}  // namespace kscan::plan
