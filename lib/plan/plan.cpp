#include "plan/plan.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace kscan::plan {

namespace {

/// Images are shared only by containers that would pull with the same credentials.
struct Context {
  std::string ns;
  std::vector<std::string> pull_secrets;
  friend auto operator<=>(const Context&, const Context&) = default;
};

// Ordered maps, so that the order of the pods leaves no trace in the plan.
using ScansByImage = std::map<std::string, Scan>;
using ScansByContext = std::map<Context, ScansByImage>;
using RefusedByImage = std::map<std::string, Refused>;

workload::Target target_of(const workload::PodImages& pod, const workload::ContainerImage& image) {
  return {.ns = pod.pod.ns,
          .kind = "Pod",
          .name = pod.pod.name,
          .container = image.container,
          .container_kind = std::string(to_string(image.kind))};
}

// Several tags may name one digest; people are told one of them, in any order of pods the same.
std::string first_tag(std::string known, const std::string& other) {
  const bool better = !other.empty() && (known.empty() || other < known);
  return better ? other : known;
}

void place(ScansByImage& scans,
           RefusedByImage& refused,
           const workload::ContainerImage& image,
           workload::Target target) {
  const Result<image::Reference> spec = image::parse(image.image);
  if (!spec) {
    auto& entry =
        refused.try_emplace(image.image, Refused{image.image, spec.error(), {}}).first->second;
    entry.targets.push_back(std::move(target));
    return;
  }
  image::Running running = image::running(*spec, image.image_id);
  Scan& scan = scans[running.reference.pinned()];
  std::string tag = first_tag(std::move(scan.image.tag), spec->tag);
  scan.image = std::move(running.reference);
  scan.image.tag = std::move(tag);
  scan.pinned = running.pinned;
  scan.targets.push_back(std::move(target));
}

void append_groups(Plan& plan, const Context& context, ScansByImage& scans, std::size_t limit) {
  std::size_t room = 0;
  for (auto& [key, scan] : scans) {
    if (room == 0) {
      plan.groups.push_back({context.ns, context.pull_secrets, {}});
      room = std::max<std::size_t>(limit, 1);
    }
    std::sort(scan.targets.begin(), scan.targets.end());
    plan.groups.back().scans.push_back(std::move(scan));
    --room;
  }
}

}  // namespace

Plan make_plan(std::span<const workload::PodImages> pods, const Options& options) {
  ScansByContext contexts;
  RefusedByImage refused;
  for (const workload::PodImages& pod : pods) {
    ScansByImage& scans = contexts[{pod.pod.ns, pod.pull_secrets}];
    for (const workload::ContainerImage& image : pod.containers)
      place(scans, refused, image, target_of(pod, image));
  }
  Plan plan;
  for (auto& [context, scans] : contexts)
    append_groups(plan, context, scans, options.images_per_job);
  for (auto& [image, entry] : refused) {
    std::sort(entry.targets.begin(), entry.targets.end());
    plan.refused.push_back(std::move(entry));
  }
  return plan;
}

}  // namespace kscan::plan
