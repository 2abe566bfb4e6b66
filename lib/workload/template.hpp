#pragma once
#include "workload/pod.hpp"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <string_view>
#include <vector>

namespace kscan::workload {

/// Where pod templates are looked for, in objects of any kind. Members are separated by dots, `[*]`
/// is every element of a list or every value of a map. What is found is a pod template (it has
/// spec.containers) or a pod spec (it has containers); all that is found counts.
inline constexpr auto template_paths = std::to_array<std::string_view>({
    "template",  // PodTemplate
    // apps/v1, Job, ReplicationController; DeploymentConfig, Argo Rollout, Knative, OpenKruise
    "spec.template",
    "spec.jobTemplate.spec.template",                 // CronJob
    "spec.template.jobTemplate.spec.template",        // OpenKruise AdvancedCronJob
    "spec.template.spec.template",                    // Agones Fleet
    "spec.jobTargetRef.template",                     // KEDA ScaledJob
    "spec.podTemplate",                               // many operators
    "spec.podTemplateSpec",                           // CassandraDatacenter
    "spec.nodeSets[*].podTemplate",                   // Elasticsearch (ECK)
    "spec.headGroupSpec.template",                    // RayCluster
    "spec.workerGroupSpecs[*].template",              // RayCluster
    "spec.tfReplicaSpecs[*].template",                // Kubeflow
    "spec.pytorchReplicaSpecs[*].template",           // Kubeflow
    "spec.mpiReplicaSpecs[*].template",               // Kubeflow
    "spec.replicatedJobs[*].template.spec.template",  // JobSet
    "spec.leaderWorkerTemplate.leaderTemplate",       // LeaderWorkerSet
    "spec.leaderWorkerTemplate.workerTemplate",       // LeaderWorkerSet
    "spec.tasks[*].template",                         // Volcano Job
});

/// The images of an object that pods are made from, were one made now; of a Pod: its own, as if it
/// were yet to be created. One for each template: none in kinds without pods and where the template
/// is null (ReplicationController), several in some custom resources. `path`, if any, is the only
/// place to look at. `owner` is the object; `unmerged_account` says whose pull secrets are missing.
[[nodiscard]] std::vector<PodImages> templates_of(const nlohmann::json& object,
                                                  std::string_view path = {});

}  // namespace kscan::workload
