#include "discover/labels.hpp"

#include "base/json.hpp"
#include "discover/calls.hpp"
#include "workload/state.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace kscan::discover {

using nlohmann::json;

namespace {

/// What controllers write on each pod, or on each revision.
constexpr std::array<std::string_view, 8> own_labels{"pod-template-hash",
                                                     "controller-revision-hash",
                                                     "pod-template-generation",
                                                     "statefulset.kubernetes.io/pod-name",
                                                     "apps.kubernetes.io/pod-index",
                                                     "batch.kubernetes.io/job-completion-index",
                                                     "batch.kubernetes.io/controller-uid",
                                                     "controller-uid"};

bool runs(const json& pod) {
  const workload::PodState state = workload::state_of(pod);
  return state.phase == workload::Phase::running && !state.terminating;
}

Labels labels_of(const json& pod) {
  Labels labels;
  const json& given = member(member(pod, "metadata"), "labels");
  if (!given.is_object()) return labels;
  for (const auto& [name, value] : given.items())
    if (value.is_string() && std::ranges::find(own_labels, name) == own_labels.end())
      labels.emplace(name, value.get<std::string>());
  return labels;
}

}  // namespace

std::map<ObjectKey, Labels> labels_of_running(const Api& api, const std::set<ObjectKey>& pods) {
  std::map<ObjectKey, Labels> found;
  Calls calls(api.loop);
  for (const ObjectKey& key : pods)
    calls.add([&api, &found, key](Calls::Over over) {
      return api.client.get(
          kube::pods, key, [&found, key, over = std::move(over)](const Result<json>& pod) {
            Labels labels = pod && runs(*pod) ? labels_of(*pod) : Labels();
            if (!labels.empty()) found.emplace(key, std::move(labels));
            over({});
          });
    });
  calls.run();
  return found;
}

}  // namespace kscan::discover
