#include "plan/plan.hpp"

#include "image/scanner_view.hpp"

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

// Several tags may name one digest; people are told one of them, in any order of pods the same.
std::string first_tag(std::string known, const std::string& other) {
  const bool better = !other.empty() && (known.empty() || other < known);
  return better ? other : known;
}

/// The pods' own, and what is not among them yet.
std::vector<std::string> with_extra(std::vector<std::string> secrets,
                                    const std::vector<std::string>& extra) {
  for (const std::string& name : extra)
    if (std::ranges::find(secrets, name) == secrets.end()) secrets.push_back(name);
  return secrets;
}

struct Planned {
  image::Running running;
  std::optional<image::Reference> mirror;
  std::string tag;
};

Result<Planned> plan_image(const workload::ContainerImage& image, const Options& options) {
  Result<image::Reference> spec = image::parse(image.image);
  if (!spec) return fail(std::move(spec).error());
  image::Running running = image::running(*spec, image.image_id);
  Result<std::optional<image::Reference>> mirror = mirrored(running.reference, options.mirrors);
  if (!mirror) return fail(std::move(mirror).error());
  const image::Reference& pulled = *mirror ? **mirror : running.reference;
  if (Result<> view = image::check_scanner_view(pulled); !view) return fail(view.error());
  return Planned{std::move(running), *std::move(mirror), std::move(spec->tag)};
}

void place(ScansByImage& scans, Planned planned, workload::Target target) {
  Scan& scan = scans[planned.running.reference.pinned()];
  std::string tag = first_tag(std::move(scan.image.tag), planned.tag);
  scan.image = std::move(planned.running.reference);
  scan.image.tag = std::move(tag);
  scan.pinned = planned.running.pinned;
  scan.mirror = std::move(planned.mirror);
  scan.targets.push_back(std::move(target));
}

void refuse(RefusedByImage& refused,
            const std::string& image,
            const Error& error,
            workload::Target target) {
  auto& entry = refused.try_emplace(image, Refused{image, error, {}}).first->second;
  entry.targets.push_back(std::move(target));
}

Handoff handoff_for(const Context& context, const Options& options) {
  if (context.pull_secrets.empty()) return Handoff::none;
  const auto found = options.handoff.find(context.ns);
  return found == options.handoff.end() ? options.default_handoff : found->second;
}

void append_groups(Plan& plan,
                   const Context& context,
                   ScansByImage& scans,
                   const Options& options) {
  std::size_t room = 0;
  for (auto& [key, scan] : scans) {
    if (room == 0) {
      plan.groups.push_back({context.ns, context.pull_secrets, {}, handoff_for(context, options)});
      room = std::max<std::size_t>(options.images_per_job, 1);
    }
    std::sort(scan.targets.begin(), scan.targets.end());
    plan.groups.back().scans.push_back(std::move(scan));
    --room;
  }
}

}  // namespace

std::string_view to_string(Handoff handoff) noexcept {
  switch (handoff) {
  case Handoff::none:
    return "none";
  case Handoff::memory:
    return "memory";
  case Handoff::secret:
    return "secret";
  }
  return "";
}

Plan make_plan(std::span<const workload::PodImages> pods, const Options& options) {
  ScansByContext contexts;
  RefusedByImage refused;
  for (const workload::PodImages& pod : pods) {
    ScansByImage& scans =
        contexts[{pod.pod.ns, with_extra(pod.pull_secrets, options.extra_pull_secrets)}];
    for (const workload::ContainerImage& image : pod.containers) {
      Result<Planned> planned = plan_image(image, options);
      if (planned)
        place(scans, *std::move(planned), workload::target_of(pod, image));
      else
        refuse(refused, image.image, planned.error(), workload::target_of(pod, image));
    }
  }
  Plan plan;
  for (auto& [context, scans] : contexts)
    append_groups(plan, context, scans, options);
  for (auto& [image, entry] : refused) {
    std::sort(entry.targets.begin(), entry.targets.end());
    plan.refused.push_back(std::move(entry));
  }
  return plan;
}

}  // namespace kscan::plan
