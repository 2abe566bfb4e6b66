#include "kubectl-scan/live_candidates.hpp"

#include "base/json.hpp"
#include "http/curl_engine.hpp"
#include "kube/discovery_cache.hpp"
#include "kubectl-scan/session.hpp"
#include "workload/resource_type.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>

namespace kscan::cmd {

namespace {

using nlohmann::json;
constexpr std::chrono::milliseconds patience{1500};

/// The flags about the connection that were typed so far, and their variables.
Connection connection_of(const HalfTyped& half, const kubeconfig::System& system) {
  CLI::App app;
  ConnectionFlags flags;
  add_connection_flags(app, flags, Help::hidden);
  app.allow_extras();
  app.parse(std::vector<std::string>(half.flags.rbegin(), half.flags.rend()));
  Connection connection = value_or_throw(to_connection(std::move(flags), system));
  connection.request_timeout = patience;
  connection.verbosity = 0;
  return connection;
}

/// A session of which nobody hears.
class Quiet {
public:
  Quiet(const HalfTyped& half, const Surroundings& around)
      : m_nowhere(nullptr),
        m_around{around.system, m_nowhere, m_nowhere},
        m_connection(connection_of(half, around.system)),
        m_session(m_connection, m_engine, m_around),
        m_client(m_session.impatient_client()),
        m_all_namespaces(!values_of(half, "all-namespaces").empty()) {}

  /// The type's resource and the namespace that it is listed in.
  struct Place {
    kube::ResourceType type;
    std::string ns;
  };
  Place place_of(const std::string& typed) {
    auto types = m_session.types(m_client).resolve(typed);
    Place place{types.front(), {}};
    if (place.type.namespaced && !m_all_namespaces) place.ns = m_session.ns();
    return place;
  }
  [[nodiscard]] const std::string& ns() const { return m_session.ns(); }

  void each(const kube::Resource& what, const std::string& ns, kube::Each each, bool whole) {
    bool done = false;
    const auto end = [&done](const Result<>&) { done = true; };
    const io::Ticket timer = m_engine.after(patience, [&done] { done = true; });
    const io::Ticket list = whole ? m_client.list(what, ns, {}, std::move(each), end)
                                  : m_client.list_metadata(what, ns, {}, std::move(each), end);
    m_engine.run_until([&done] { return done; });
  }

private:
  std::ostream m_nowhere;
  Surroundings m_around;
  Connection m_connection;
  http::CurlEngine m_engine;
  Session m_session;
  kube::Client m_client;
  bool m_all_namespaces;
};

std::string name_in(const json& object) {
  const auto metadata = object.find("metadata");
  return metadata == object.end() ? "" : text_member(*metadata, "name");
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

std::vector<Candidate> pod_names(Quiet& quiet, const std::string& ns) {
  std::vector<Candidate> found;
  quiet.each(kube::pods,
             ns,
             {.on_item = [&](const json& pod) { found.push_back({name_in(pod), phase_of(pod)}); },
              .on_restart = [&] { found.clear(); }},
             true);
  return found;
}

std::vector<Candidate>
metadata_names(Quiet& quiet, const kube::Resource& what, const std::string& ns) {
  std::vector<Candidate> found;
  quiet.each(what,
             ns,
             {.on_item = [&](const json& object) { found.push_back({name_in(object)}); },
              .on_restart = [&] { found.clear(); }},
             false);
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
  if (const auto given = values_of(half, "kubeconfig"); !given.empty()) return {given.front()};
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
    Quiet quiet(half, around);
    const auto* const known = workload::builtin_type(type);
    const bool core = known != nullptr && known->group.empty();
    if (core && known->plural == "namespaces") return metadata_names(quiet, kube::namespaces, "");
    if (core && known->plural == "nodes") return metadata_names(quiet, kube::nodes, "");
    const Quiet::Place place = quiet.place_of(type);
    if (core && known->plural == "pods") return pod_names(quiet, place.ns);
    return metadata_names(quiet, place.type.resource(), place.ns);
  });
}

std::vector<Candidate> containers_of(const std::vector<std::string>& pods,
                                     const HalfTyped& half,
                                     const Surroundings& around) {
  return quietly([&] {
    Quiet quiet(half, around);
    std::set<std::string> names;
    quiet.each(kube::pods,
               quiet.ns(),
               {.on_item =
                    [&](const json& pod) {
                      if (pods.empty() || std::ranges::find(pods, name_in(pod)) != pods.end())
                        add_containers(pod, names);
                    },
                .on_restart = [&] { names.clear(); }},
               true);
    std::vector<Candidate> found;
    for (const std::string& name : names)
      found.push_back({name});
    return found;
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
