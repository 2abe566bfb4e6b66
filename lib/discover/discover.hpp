#pragma once
#include "discover/query.hpp"
#include "kube/client.hpp"
#include "workload/pod.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::discover {

/// The named pods, in the order given, each once. Blocking; throws what the API server says.
[[nodiscard]] std::vector<workload::PodImages>
pods(kube::Client& client, std::string_view ns, std::span<const std::string> names);

/// What the query asks for: what runs, by the owner references of pods, and the templates of what
/// nothing runs of, as ServiceAccount admission would complete them. Pods are told by the topmost
/// owner that may be read. What people need not be allowed to read (owners, nodes, namespaces) is
/// unknown where it cannot be read; a ServiceAccount or an owner that cannot be read is a warning,
/// and so is a type of `all` that may not be listed, unless none may.
///
/// Blocking. Throws in kubectl's words: an object, a type or a container that is not there, pods or
/// objects that may not be read. Nothing found is no error. Memory grows with what runs, not with
/// how many pods run it, but for the names of pods without an owner.
[[nodiscard]] Discovered find(const Api& api, const Query& query);

/// The same for objects that were read from files: pull secrets of service accounts that are not
/// among them, and the platforms of nodes that pods have run on, come from the API server.
[[nodiscard]] Discovered
complete(const Api& api, const Query& query, std::vector<workload::PodImages> pods);

/// What needs no server: excluded namespaces and unwanted containers are left out. Errc::not_found
/// for a container that none of the pods has.
[[nodiscard]] Result<std::vector<workload::PodImages>>
select(const Query& query, std::vector<workload::PodImages> pods);

}  // namespace kscan::discover
