#include "kubectl-scan/live_candidates.hpp"

#include "base/json.hpp"
#include "handoff/handoff.hpp"
#include "kube/discovery_cache.hpp"
#include "kubectl-scan/quiet_session.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

using nlohmann::json;

std::string name_in(const json& object) {
  const auto metadata = object.find("metadata");
  return metadata == object.end() ? "" : text_member(*metadata, "name");
}

std::string run_of(const json& job) {
  return text_member(member(member(job, "metadata"), "labels"), handoff::label_run);
}

std::vector<Candidate> candidates_of(const std::set<std::string>& names) {
  std::vector<Candidate> found;
  for (const std::string& name : names)
    found.push_back({name});
  return found;
}

std::string phase_of(const json& pod) {
  const auto status = pod.find("status");
  return status == pod.end() ? "" : text_member(*status, "phase");
}

/// Nothing, instead of what was thrown.
template<typename Function> auto quietly(const Function& function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception&) {
    return {};
  }
}

std::vector<Candidate> pod_names(QuietSession& quiet, const std::string& ns) {
  std::vector<Candidate> found;
  quiet.whole(kube::pods,
              ns,
              {.on_item = [&](const json& pod) { found.push_back({name_in(pod), phase_of(pod)}); },
               .on_restart = [&] { found.clear(); }});
  return found;
}

std::vector<Candidate>
metadata_names(QuietSession& quiet, const kube::Resource& what, const std::string& ns) {
  std::vector<Candidate> found;
  quiet.metadata(what,
                 ns,
                 {},
                 {.on_item = [&](const json& object) { found.push_back({name_in(object)}); },
                  .on_restart = [&] { found.clear(); }});
  return found;
}

void add_containers(const json& pod, std::set<std::string>& into) {
  const auto spec = pod.find("spec");
  if (spec == pod.end() || !spec->is_object()) return;
  for (const char* const list : {"containers", "initContainers", "ephemeralContainers"}) {
    const auto containers = spec->find(list);
    if (containers == spec->end() || !containers->is_array()) continue;
    for (const json& container : *containers)
      if (container.is_object()) into.insert(text_member(container, "name"));
  }
}

std::vector<std::filesystem::path> kubeconfig_paths(const HalfTyped& half,
                                                    const kubeconfig::System& system) {
  const auto given = values_of(half, "kubeconfig");
  if (!given.empty() && !given.front().empty()) return {given.front()};
  const std::string list = system.env("KUBECONFIG").value_or("");
  if (list.empty())
    return {std::filesystem::path(system.env("HOME").value_or("")) / ".kube" / "config"};
  std::vector<std::filesystem::path> paths;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t colon = std::min(list.find(':', from), list.size());
    paths.emplace_back(list.substr(from, colon - from));
    from = colon + 1;
  }
  return paths;
}

kubeconfig::Config merged(const HalfTyped& half, const kubeconfig::System& system) {
  std::vector<kubeconfig::Config> files;
  for (const auto& path : kubeconfig_paths(half, system))
    if (const auto text = system.read_file(path))
      if (auto config = kubeconfig::parse(*text, path.parent_path()))
        files.push_back(*std::move(config));
  return kubeconfig::merge(std::move(files));
}

template<typename Map> std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map)
    names.push_back(name);
  return names;
}

/// Something that people made: Kubernetes' own groups have no domain, or its own.
bool is_foreign(const kube::ApiGroup& group) {
  return group.name.find('.') != std::string::npos && !group.name.ends_with(".k8s.io");
}

void add_types(const kube::ApiGroup& group, std::vector<Candidate>& into) {
  for (const kube::ApiVersion& version : group.versions) {
    if (version.name != group.preferred) continue;
    for (const kube::ApiResource& resource : version.resources)
      if (resource.namespaced && resource.name.find('/') == std::string::npos
          && std::ranges::find(resource.verbs, "list") != resource.verbs.end())
        into.push_back({resource.name, resource.kind + " of " + group.name});
  }
}

}  // namespace

std::vector<std::string>
names_in_kubeconfig(const HalfTyped& half, const std::string& section, const Surroundings& around) {
  return quietly([&] {
    const kubeconfig::Config config = merged(half, around.system);
    if (section == "contexts") return keys(config.contexts);
    return section == "clusters" ? keys(config.clusters) : keys(config.users);
  });
}

std::vector<Candidate>
names_of(const std::string& type, const HalfTyped& half, const Surroundings& around) {
  return quietly([&]() -> std::vector<Candidate> {
    QuietSession quiet(half, around);
    const auto place = quiet.place_of(type);
    if (!place) return {};
    if (place->type.resource() == kube::pods) return pod_names(quiet, place->ns);
    return metadata_names(quiet, place->type.resource(), place->ns);
  });
}

std::vector<Candidate> containers_of(const std::vector<std::string>& pods,
                                     const HalfTyped& half,
                                     const Surroundings& around) {
  return quietly([&] {
    QuietSession quiet(half, around);
    std::set<std::string> names;
    quiet.whole(kube::pods,
                quiet.ns(),
                {.on_item =
                     [&](const json& pod) {
                       if (pods.empty() || std::ranges::find(pods, name_in(pod)) != pods.end())
                         add_containers(pod, names);
                     },
                 .on_restart = [&] { names.clear(); }});
    return candidates_of(names);
  });
}

std::vector<Candidate> runs(const HalfTyped& half, const Surroundings& around) {
  return quietly([&] {
    QuietSession quiet(half, around);
    std::set<std::string> ids;
    quiet.metadata(kube::jobs,
                   quiet.scope(),
                   {.labels = fmt::format("{}={}", handoff::label_managed_by, handoff::managed_by)},
                   {.on_item = [&](const json& job) { ids.insert(run_of(job)); },
                    .on_restart = [&] { ids.clear(); }});
    return candidates_of(ids);
  });
}

std::vector<Candidate> custom_types(const HalfTyped& half, const Surroundings& around) {
  return quietly([&] {
    std::vector<Candidate> found;
    const Connection connection = connection_of(half, around.system);
    const auto server = kubeconfig::load(around.system, connection.overrides).cluster.server;
    const kube::DiscoveryCache cache(kube::discovery_directory(connection.cache_dir, server));
    const auto groups = cache.load();
    if (!groups) return found;
    for (const kube::ApiGroup& group : *groups)
      if (is_foreign(group)) add_types(group, found);
    return found;
  });
}

}  // namespace kscan::cmd
