#include "kubectl-scan/match_pods.hpp"

#include "base/text.hpp"
#include "kubectl-scan/match.hpp"
#include "render/grid.hpp"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <string_view>

namespace kscan::cmd {

namespace {

using nlohmann::ordered_json;

PodMatch match_container(const workload::PodImages& pod, const workload::ContainerImage& run) {
  PodMatch match{.image = run.image, .pull_secrets = pod.pull_secrets};
  match.targets.push_back(target_of(pod, run));
  auto reference = image::parse(run.image);
  if (!reference) {
    match.error = reference.error().message();
    return match;
  }
  const auto running = workload::running(run).value_or(image::Running{.reference = *reference});
  match.reference = std::move(*reference);
  match.scan = running.reference.pinned();
  match.pinned = running.pinned;
  return match;
}

/// Containers of the pod that run the same image share a line.
void add(PodMatch&& match, std::vector<PodMatch>& all, std::size_t first_of_pod) {
  const auto same = std::find_if(
      all.begin() + static_cast<std::ptrdiff_t>(first_of_pod), all.end(), [&](const auto& other) {
        return other.image == match.image && other.scan == match.scan;
      });
  if (same == all.end()) return all.push_back(std::move(match));
  same->targets.push_back(std::move(match.targets.front()));
}

ordered_json target_json(const workload::Target& target) {
  return {{"namespace", target.ns},
          {"kind", target.kind},
          {"name", target.name},
          {"container", target.container},
          {"type", target.container_kind}};
}

ordered_json match_json(const PodMatch& match) {
  auto targets = ordered_json::array();
  for (const auto& target : match.targets)
    targets.push_back(target_json(target));
  return {{"image", match.image},
          {"reference", reference_json(match.reference)},
          {"error", match.error.empty() ? ordered_json() : ordered_json(match.error)},
          {"scan", match.scan},
          {"pinned", match.pinned},
          {"pullSecrets", match.pull_secrets},
          {"targets", std::move(targets)}};
}

std::string containers_of(const PodMatch& match) {
  std::vector<std::string_view> names;
  for (const auto& target : match.targets)
    names.push_back(target.container);
  return printable(fmt::format("{}/{}", match.targets.front().pod, fmt::join(names, ",")));
}

std::string pull_secrets_of(const PodMatch& match) {
  if (match.pull_secrets.empty()) return "<none>";
  return printable(fmt::format("{}", fmt::join(match.pull_secrets, ",")));
}

}  // namespace

std::vector<PodMatch> match_pods(std::span<const workload::PodImages> pods) {
  std::vector<PodMatch> all;
  for (const auto& pod : pods) {
    const auto first = all.size();
    for (const auto& run : pod.containers)
      add(match_container(pod, run), all, first);
  }
  return all;
}

ordered_json pods_json(std::span<const PodMatch> matches) {
  auto array = ordered_json::array();
  for (const auto& match : matches)
    array.push_back(match_json(match));
  return array;
}

void write_table(std::span<const PodMatch> matches, std::size_t columns, std::ostream& out) {
  constexpr std::size_t short_name = 12;
  render::Grid grid(
      {{"CONTAINER", short_name}, {"NAME", short_name}, {"PULL SECRETS", short_name}, {"PINNED"}});
  for (const auto& match : matches)
    grid.add({{containers_of(match)},
              {match.reference ? match.reference->name() : printable(match.image)},
              {pull_secrets_of(match)},
              {match.pinned ? "yes" : "no"}});
  constexpr std::size_t up_to_pull_secrets = 3;
  grid.write({.columns = columns, .least = up_to_pull_secrets}, out);
}

std::vector<std::string> errors_of(std::span<const PodMatch> matches) {
  std::vector<std::string> errors;
  for (const auto& match : matches) {
    if (match.error.empty() || std::ranges::find(errors, match.error) != errors.end()) continue;
    errors.push_back(match.error);
  }
  return errors;
}

}  // namespace kscan::cmd
