#pragma once
#include "kubectl-scan/completion.hpp"
#include "kubectl-scan/half_typed.hpp"

#include <string>
#include <vector>

/// What a person may mean, as the kubeconfig and the cluster know it. Within about two seconds,
/// credential plugins included, and nothing where that is too short or anything goes wrong. Nothing
/// is written anywhere.
namespace kscan::cmd {

/// "contexts", "clusters" or "users" of the kubeconfig.
[[nodiscard]] std::vector<std::string>
names_in_kubeconfig(const HalfTyped& half, const std::string& section, const Surroundings& around);

/// Names of the objects of a type, as kubectl takes it ("deploy"), in the namespace of the flags;
/// of pods with their phase. A type that is not Kubernetes' own is one of kubectl's cache, or none.
[[nodiscard]] std::vector<Candidate>
names_of(const std::string& type, const HalfTyped& half, const Surroundings& around);

/// Containers of these pods; without a name, of all.
[[nodiscard]] std::vector<Candidate> containers_of(const std::vector<std::string>& pods,
                                                   const HalfTyped& half,
                                                   const Surroundings& around);

/// Runs of kubectl scan whose Jobs are there.
[[nodiscard]] std::vector<Candidate> runs(const HalfTyped& half, const Surroundings& around);

/// Types beyond Kubernetes' own, as far as kubectl's cache knows them: nobody is asked.
[[nodiscard]] std::vector<Candidate> custom_types(const HalfTyped& half,
                                                  const Surroundings& around);

}  // namespace kscan::cmd
