#include "handoff/handoff.hpp"
#include "manifest/identity.hpp"
#include "manifest/manifest.hpp"
#include "manifest/pod_spec.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace kscan::manifest {

using nlohmann::ordered_json;

namespace {

// The Job's deadline deletes the pod and with it the log, so the pod's own one comes first.
constexpr std::chrono::seconds job_grace{60};

ordered_json run_labels(const Settings& settings, std::size_t index) {
  return {{std::string(handoff::label_managed_by), handoff::managed_by},
          {std::string(handoff::label_run), settings.run_id},
          {std::string(label_group), std::to_string(index)}};
}

// Injected sidecars never end, so a service mesh is asked to stay out; and nobody should move a
// pod that lives for seconds.
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
  return {{"labels", std::move(labels)}, {"annotations", std::move(annotations)}};
}

}  // namespace

ordered_json job(const plan::Group& group, std::size_t index, const Settings& settings) {
  const Names names = names_of(settings.run_id, index);
  const auto job_deadline = settings.deadline + job_grace;
  const auto leftover_after = job_deadline + settings.ttl;
  return {{"apiVersion", "batch/v1"},
          {"kind", "Job"},
          {"metadata",
           {{"name", names.job},
            {"namespace", group.ns},
            {"labels", run_labels(settings, index)},
            {"annotations",
             {{std::string(annotation_deadline), std::to_string(leftover_after.count())}}}}},
          {"spec",
           {{"suspend", true},
            {"backoffLimit", 0},
            {"activeDeadlineSeconds", job_deadline.count()},
            {"ttlSecondsAfterFinished", settings.ttl.count()},
            {"template",
             {{"metadata", pod_metadata(group, settings, index)},
              {"spec", pod_spec(group, names, settings)}}}}}};
}

}  // namespace kscan::manifest
