#pragma once
#include "io/loop.hpp"
#include "kube/client.hpp"
#include "kube/discovery.hpp"
#include "workload/crowd.hpp"
#include "workload/pod.hpp"
#include "workload/request.hpp"
#include "workload/selection.hpp"

#include <string>
#include <vector>

namespace kscan::discover {

/// What is asked of. All outlive the call.
struct Api {
  kube::Client& client;
  io::Loop& loop;
  kube::Discovery& types;  ///< asked only for types that are not Kubernetes' own
};

/// What is to be found. Nothing is for workload::Files: those are read and then complete()d.
struct Query {
  workload::Request request = workload::Namespaces{};
  std::string ns = {};               ///< the current one; never empty
  bool ns_given = false;             ///< it was asked for (-n): `node NAME` keeps to it
  bool all_namespaces = false;       ///< -A; beats `ns`
  kube::Selector selector = {};      ///< -l and --field-selector
  bool running_only = false;         ///< no templates
  bool ignore_not_found = false;     ///< of named objects
  std::string template_path = {};    ///< as in workload::templates_of()
  std::string service_account = {};  ///< that pulls requested images; "": "default"
  std::vector<std::string> excluded_namespaces = {};  ///< patterns as in matches_glob()
  workload::ContainerRules containers = {};
  workload::Crowd::Names names = workload::Crowd::Names::all;
};

struct Discovered {
  std::vector<workload::PodImages> pods = {};  ///< sorted; equal ones are one: PodImages::also
  std::vector<std::string> warnings = {};      ///< each once
};

}  // namespace kscan::discover
