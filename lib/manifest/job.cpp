#include "handoff/handoff.hpp"
#include "manifest/group_text.hpp"
#include "manifest/identity.hpp"
#include "manifest/manifest.hpp"
#include "manifest/overrides.hpp"
#include "manifest/parts.hpp"
#include "manifest/pod_spec.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

// The Job's deadline deletes the pod and with it the log, so the pod's own one comes first.
constexpr std::chrono::seconds job_grace{60};

std::chrono::seconds job_deadline(const Settings& settings) {
  return settings.pod_start + settings.deadline + job_grace;
}

ordered_json run_labels(const Settings& settings, std::size_t index) {
  return {{std::string(handoff::label_managed_by), handoff::managed_by},
          {std::string(handoff::label_run), settings.run_id},
          {std::string(label_group), std::to_string(index)}};
}

// Injected sidecars never end, so a service mesh is asked to stay out; and nobody should move a
// pod that lives for seconds.
ordered_json annotations_of(const Settings& settings, ordered_json own) {
  for (const auto& [name, value] : settings.pod.annotations)
    own[name] = value;
  return own;
}

ordered_json pod_metadata(const plan::Group& group, const Settings& settings, std::size_t index) {
  ordered_json labels = run_labels(settings, index);
  labels["sidecar.istio.io/inject"] = "false";
  labels["istio.io/dataplane-mode"] = "none";
  for (const auto& [name, value] : identity_labels(group, settings))
    labels[name] = value;
  ordered_json annotations{{"sidecar.istio.io/inject", "false"},
                           {"linkerd.io/inject", "disabled"},
                           {"consul.hashicorp.com/connect-inject", "false"},
                           {"kuma.io/sidecar-injection", "disabled"},
                           {"cluster-autoscaler.kubernetes.io/safe-to-evict", "false"},
                           {"karpenter.sh/do-not-disrupt", "true"}};
  for (const auto& [name, value] : identity_annotations(group, settings))
    annotations[name] = value;
  add_labels(labels, settings);
  return {{"labels", std::move(labels)},
          {"annotations", annotations_of(settings, std::move(annotations))}};
}

/// "In all" and "in the namespace".
std::string jobs_text(const std::map<std::string, std::size_t>& jobs, const std::string& ns) {
  std::size_t all = 0;
  for (const auto& [name, count] : jobs)
    all += count;
  const auto here = jobs.find(ns);
  return fmt::format("{} {}", all, here == jobs.end() ? 0 : here->second);
}

ordered_json own_annotations(const plan::Group& group, const Settings& settings) {
  const std::chrono::seconds leftover_after =
      job_deadline(settings) + settings.ttl + leftover_slack;
  ordered_json result{{std::string(annotation_deadline), std::to_string(leftover_after.count())},
                      {std::string(annotation_scanner), settings.scanner.profile->name},
                      {std::string(annotation_scans), group_text(group)}};
  if (settings.detached) result[std::string(annotation_detached)] = "true";
  if (!settings.jobs.empty())
    result[std::string(annotation_jobs)] = jobs_text(settings.jobs, group.ns);
  if (!settings.replaces.empty())
    result[std::string(annotation_replaces)] = fmt::format("{}", fmt::join(settings.replaces, " "));
  return result;
}

ordered_json job_metadata(const plan::Group& group,
                          const Names& names,
                          const Settings& settings,
                          std::size_t index) {
  ordered_json labels = run_labels(settings, index);
  add_labels(labels, settings);
  return {{"name", names.job},
          {"namespace", group.ns},
          {"labels", std::move(labels)},
          {"annotations", annotations_of(settings, own_annotations(group, settings))}};
}

// Whatever the overrides say, a run must know its own pods.
void override_template(ordered_json& pod_template, const Settings& settings, std::size_t index) {
  if (settings.pod.overrides.empty()) return;
  apply_overrides(pod_template, settings.pod.overrides);
  ordered_json& metadata = pod_template["metadata"];
  if (!metadata.is_object()) metadata = ordered_json::object();
  ordered_json& labels = metadata["labels"];
  if (!labels.is_object()) labels = ordered_json::object();
  const ordered_json own = run_labels(settings, index);
  for (const auto& [name, value] : own.items())
    labels[name] = value;
}

}  // namespace

ordered_json job(const plan::Group& group, std::size_t index, const Settings& settings) {
  const Names names = names_of(settings.run_id, index);
  ordered_json pod_template{{"metadata", pod_metadata(group, settings, index)},
                            {"spec", pod_spec(group, names, settings)}};
  override_template(pod_template, settings, index);
  return {{"apiVersion", "batch/v1"},
          {"kind", "Job"},
          {"metadata", job_metadata(group, names, settings, index)},
          {"spec",
           {{"suspend", true},
            {"backoffLimit", 0},
            {"activeDeadlineSeconds", job_deadline(settings).count()},
            {"ttlSecondsAfterFinished", settings.ttl.count()},
            {"template", std::move(pod_template)}}}};
}

}  // namespace kscan::manifest
