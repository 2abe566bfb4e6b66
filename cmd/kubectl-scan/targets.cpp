#include "kubectl-scan/targets.hpp"

#include "base/text.hpp"
#include "discover/discover.hpp"
#include "kubeconfig/kubeconfig.hpp"
#include "kubectl-scan/target_files.hpp"
#include "workload/input.hpp"
#include "yaml/yaml.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace kscan::cmd {

namespace {

using workload::PodImages;

void add(const InputText& from, workload::Input& input) {
  auto documents = yaml::parse(from.text);
  if (!documents) throw Error(std::move(documents).error().because("error parsing " + from.name));
  for (nlohmann::json& document : *documents)
    if (Result<> added = input.add(std::move(document)); !added)
      throw Error(std::move(added).error().because("error validating " + from.name));
}

/// What the files would run, with the pods only, if only those are wanted.
std::vector<PodImages> pods_of(const TargetOptions& options,
                               const discover::Query& query,
                               io::Loop& loop,
                               const Surroundings& around) {
  workload::Input input({.name = query.ns, .enforced = query.ns_given},
                        {.selector = options.input.labels, .template_path = query.template_path});
  read_input(options.input, around.system.read_file, loop, [&](const InputText& text) {
    add(text, input);
  });
  std::vector<PodImages> pods = std::move(input).take();
  if (query.running_only) std::erase_if(pods, [](const auto& pod) { return pod.is_template(); });
  return pods;
}

discover::Query
query_in(const std::string& ns, const TargetOptions& options, const Connection& to) {
  discover::Query query = options.query;
  query.ns = ns;
  query.ns_given = !to.overrides.ns.empty();
  return query;
}

/// The namespace of what names none. A kubeconfig that nobody asked for need not be there.
std::string namespace_without_server(const Connection& connection, const Surroundings& around) {
  const kubeconfig::Overrides& asked = connection.overrides;
  if (!asked.ns.empty()) return asked.ns;
  try {
    return kubeconfig::load(around.system, asked).ns;
  } catch (const Error&) {
    if (!asked.kubeconfig.empty() || !asked.context.empty() || !asked.cluster.empty()
        || !asked.user.empty())
      throw;
    return "default";
  }
}

std::string unknown_accounts(const std::vector<PodImages>& pods) {
  std::set<std::string> accounts;
  for (const PodImages& pod : pods)
    if (!pod.unmerged_account.empty()) accounts.insert(pod.pod.ns + "/" + pod.unmerged_account);
  if (accounts.empty()) return {};
  return fmt::format("service accounts that are not in the files may add pull secrets: {}",
                     fmt::join(accounts, ", "));
}

}  // namespace

discover::Discovered find_targets(const TargetOptions& options,
                                  const Connection& connection,
                                  Session& session,
                                  http::CurlEngine& engine,
                                  Surroundings& around) {
  const discover::Query query = query_in(session.ns(), options, connection);
  kube::Client client = session.impatient_client();
  kube::Discovery types = session.types(client);
  const discover::Api api{client, engine, types};
  try {
    if (!std::holds_alternative<workload::Files>(query.request)) return discover::find(api, query);
    return discover::complete(api, query, pods_of(options, query, engine, around));
  } catch (const Error& error) {
    throw with_nearest_type(error);
  }
}

discover::Discovered read_targets(const TargetOptions& options,
                                  const Connection& connection,
                                  http::CurlEngine& engine,
                                  Surroundings& around) {
  const std::string ns = namespace_without_server(connection, around);
  const discover::Query query = query_in(ns, options, connection);
  discover::Discovered found{
      .pods = value_or_throw(discover::select(query, pods_of(options, query, engine, around)))};
  if (std::string unknown = unknown_accounts(found.pods); !unknown.empty())
    found.warnings.push_back(std::move(unknown));
  return found;
}

std::string nothing_found(const TargetOptions& options, std::string_view ns) {
  const auto* const named = std::get_if<workload::Namespaces>(&options.query.request);
  if (named != nullptr && !named->names.empty())
    return printable(
        fmt::format("No resources found in {} namespace.", fmt::join(named->names, ", ")));
  const bool everywhere = options.query.all_namespaces
                          || std::holds_alternative<workload::Nodes>(options.query.request)
                          || std::holds_alternative<workload::Files>(options.query.request);
  if (everywhere) return "No resources found";
  return printable(fmt::format("No resources found in {} namespace.", ns));
}

std::vector<std::string> skipped_lines(const plan::Plan& plan) {
  constexpr std::size_t most_named = 3;
  std::map<workload::Skip, std::vector<std::string>> images;
  for (const plan::Skipped& skipped : plan.skipped)
    images[skipped.why].push_back(skipped.image);
  std::vector<std::string> lines;
  for (auto& [why, names] : images) {
    const std::size_t count = names.size();
    names.resize(std::min(count, most_named));
    lines.push_back(fmt::format("{} not scanned, because {}: {}{}",
                                count == 1 ? "1 image is" : fmt::format("{} images are", count),
                                to_string(why),
                                fmt::join(names, ", "),
                                count > most_named ? ", ..." : ""));
  }
  return lines;
}

}  // namespace kscan::cmd
