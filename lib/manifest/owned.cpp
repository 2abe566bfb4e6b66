#include "base/encoding.hpp"
#include "handoff/handoff.hpp"
#include "manifest/identity.hpp"
#include "manifest/manifest.hpp"
#include "manifest/parts.hpp"
#include "manifest/pod_spec.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

/// What the objects of one Job share.
struct Ownership {
  const Settings& settings;
  std::string_view ns;
  std::string_view job;
  std::string_view job_uid;
};

ordered_json object(std::string_view api_version,
                    std::string_view kind,
                    std::string_view name,
                    const Ownership& owner) {
  // No blockOwnerDeletion: it needs a right on the Job's finalizers (kubernetes.io: OwnerReferences
  // PermissionEnforcement, on in OpenShift), and nothing here is worth waiting for.
  const ordered_json reference{
      {"apiVersion", "batch/v1"}, {"kind", "Job"}, {"name", owner.job}, {"uid", owner.job_uid}};
  ordered_json labels{{std::string(handoff::label_managed_by), handoff::managed_by},
                      {std::string(handoff::label_run), owner.settings.run_id}};
  add_labels(labels, owner.settings);
  return {{"apiVersion", api_version},
          {"kind", kind},
          {"metadata",
           {{"name", name},
            {"namespace", owner.ns},
            {"labels", std::move(labels)},
            {"ownerReferences", ordered_json::array({reference})}}}};
}

/// The size of each part: equal ones, and room in the first for the bootstrap.
std::size_t part_size(const Payload& payload) {
  const std::size_t parts = part_count(payload);
  return (payload.bootstrap.size() + payload.agent_xz.size() + parts - 1) / parts;
}

std::string_view slice(std::string_view bytes, std::size_t begin, std::size_t end) {
  const std::size_t from = std::min(begin, bytes.size());
  return bytes.substr(from, std::min(end, bytes.size()) - from);
}

ordered_json agent_part(std::size_t index, std::string_view name, const Ownership& owner) {
  const Payload& payload = owner.settings.payload;
  const std::size_t size = part_size(payload);
  const std::size_t skipped = payload.bootstrap.size();
  const std::size_t begin = index == 0 ? 0 : index * size - skipped;
  const std::size_t end = (index + 1) * size - skipped;
  ordered_json result = object("v1", "ConfigMap", name, owner);
  result["immutable"] = true;
  ordered_json& data = result["binaryData"];
  if (index == 0) data[std::string(bootstrap_key)] = base64_encode(payload.bootstrap);
  data[part_key(index)] = base64_encode(slice(payload.agent_xz, begin, end));
  return result;
}

ordered_json registry_ca(std::string_view name, const Ownership& owner) {
  ordered_json result = object("v1", "ConfigMap", name, owner);
  result["immutable"] = true;
  result["data"] = {{std::string(handoff::registry_ca_file), owner.settings.registry_ca}};
  return result;
}

ordered_json service_account(const Ownership& owner) {
  ordered_json result = object("v1", "ServiceAccount", owner.job, owner);
  result["automountServiceAccountToken"] = false;
  return result;
}

ordered_json role(const Ownership& owner) {
  ordered_json result = object("rbac.authorization.k8s.io/v1", "Role", owner.job, owner);
  // `create` cannot be narrowed by resourceNames: the name is not known to the authorizer.
  result["rules"] = ordered_json::array(
      {{{"apiGroups", {""}}, {"resources", {"secrets"}}, {"verbs", {"create"}}}});
  return result;
}

ordered_json role_binding(const Ownership& owner) {
  ordered_json result = object("rbac.authorization.k8s.io/v1", "RoleBinding", owner.job, owner);
  result["roleRef"] = {
      {"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", owner.job}};
  result["subjects"] = ordered_json::array(
      {{{"kind", "ServiceAccount"}, {"name", owner.job}, {"namespace", owner.ns}}});
  return result;
}

}  // namespace

std::size_t part_count(const Payload& payload) noexcept {
  const std::size_t total = payload.bootstrap.size() + payload.agent_xz.size();
  return std::max<std::size_t>((total + max_part - 1) / max_part, 1);
}

std::vector<Owned> owned_objects(const plan::Group& group,
                                 std::size_t index,
                                 const Settings& settings,
                                 std::string_view job_uid) {
  const Names names = names_of(settings.run_id, index);
  const Ownership owner{settings, group.ns, names.job, job_uid};
  std::vector<Owned> result;
  for (std::size_t i = 0; i < part_count(settings.payload); ++i)
    result.push_back({Owned::Kind::config_map,
                      names.agent_part(i),
                      agent_part(i, names.agent_part(i), owner).dump()});
  if (!settings.registry_ca.empty())
    result.push_back(
        {Owned::Kind::config_map, names.registry_ca, registry_ca(names.registry_ca, owner).dump()});
  if (!makes_account(group, settings)) return result;
  result.push_back({Owned::Kind::service_account, names.job, service_account(owner).dump()});
  Owned bound{Owned::Kind::role, names.job, role(owner).dump()};
  bound.then.push_back({Owned::Kind::role_binding, names.job, role_binding(owner).dump()});
  result.push_back(std::move(bound));
  return result;
}

}  // namespace kscan::manifest
