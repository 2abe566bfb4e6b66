#include "drive/dry_run.hpp"

#include "base/json.hpp"
#include "drive/resource_of.hpp"
#include "manifest/identity.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace kscan::drive {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view unknown_uid = "00000000-0000-0000-0000-000000000000";

void append(std::vector<Planned>& objects,
            const std::vector<manifest::Owned>& owned,
            const std::string& ns) {
  for (const manifest::Owned& object : owned) {
    objects.push_back({resource_of(object.kind), ns, ordered_json::parse(object.body)});
    append(objects, object.then, ns);
  }
}

/// The binding was authorised and only missed its Role. The API server calls both by the binding's
/// name (v1.34 pkg/registry/rbac/rolebinding/policybased/storage.go); a namespace that is not there
/// it would name.
bool misses_only_its_role(const Planned& planned, const Error& error) {
  return planned.resource == kube::rolebindings && error.code() == Errc::not_found
         && error.message().find("\"" + planned.name() + "\" not found") != std::string::npos;
}

Result<json> judged(const Planned& planned, Result<json> answer) {
  if (!answer && misses_only_its_role(planned, answer.error())) return json(planned.object);
  return answer;
}

}  // namespace

std::string Planned::name() const {
  return object.at("metadata").at("name").get<std::string>();
}

bool Trial::was_not_judged() const {
  return !answer && answer.error().message().find("does not support dry run") != std::string::npos;
}

std::vector<Planned>
objects_of(const plan::Plan& plan, std::size_t group, const manifest::Settings& settings) {
  const plan::Group& planned = plan.groups[group];
  std::vector<Planned> objects{{kube::jobs, planned.ns, manifest::job(planned, group, settings)}};
  append(objects, manifest::owned_objects(planned, group, settings, unknown_uid), planned.ns);
  return objects;
}

Planned pod_of(const plan::Plan& plan, std::size_t group, const manifest::Settings& settings) {
  const plan::Group& planned = plan.groups[group];
  const ordered_json job = manifest::job(planned, group, settings);
  const ordered_json& scan_pod = job.at("spec").at("template");
  ordered_json pod{{"apiVersion", "v1"},
                   {"kind", "Pod"},
                   {"metadata", scan_pod.at("metadata")},
                   {"spec", scan_pod.at("spec")}};
  pod["metadata"]["name"] = job.at("metadata").at("name");
  pod["metadata"]["namespace"] = planned.ns;
  if (manifest::makes_account(planned, settings)) pod["spec"]["serviceAccountName"] = "default";
  return {kube::pods, planned.ns, std::move(pod)};
}

std::vector<Trial> try_objects(std::vector<Planned> objects, kube::Client& client, io::Loop& loop) {
  std::vector<std::optional<Result<json>>> answers(objects.size());
  std::size_t open = objects.size();
  std::vector<io::Ticket> tickets;
  for (std::size_t i = 0; i < objects.size(); ++i)
    tickets.push_back(client.try_create(
        objects[i].resource, objects[i].ns, objects[i].object, [&, i](Result<json> answer) {
          answers[i] = judged(objects[i], std::move(answer));
          --open;
        }));
  loop.run_until([&] { return open == 0; });
  std::vector<Trial> trials;
  for (std::size_t i = 0; i < objects.size(); ++i)
    trials.push_back({std::move(objects[i]), *std::move(answers[i])});
  return trials;
}

}  // namespace kscan::drive
