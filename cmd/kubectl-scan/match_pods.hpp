#pragma once
#include "image/reference.hpp"
#include "workload/pod.hpp"
#include "workload/target.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// `kubectl scan match pod/NAME`: what names alone tell of the credentials of a pod's images. Pure.
namespace kscan::cmd {

/// One image of one pod.
struct PodMatch {
  std::string image;                               ///< the spec's text
  std::optional<image::Reference> reference = {};  ///< none: the name is bad
  std::string error = {};                          ///< why there is no reference
  std::string scan = {};                           ///< the reference that would be scanned
  bool pinned = false;                             ///< that has a digest: it is what runs
  std::vector<std::string> pull_secrets = {};      ///< mounted in this order
  std::vector<workload::Target> targets = {};      ///< the pod's containers that run it
};

/// In the order of the pods and their containers.
[[nodiscard]] std::vector<PodMatch> match_pods(std::span<const workload::PodImages> pods);

/// [{"image","reference","error","scan","pinned","pullSecrets","targets"}]
[[nodiscard]] nlohmann::ordered_json pods_json(std::span<const PodMatch> matches);

/// `columns`: of the terminal; 0: no limit.
void write_table(std::span<const PodMatch> matches, std::size_t columns, std::ostream& out);

/// Why images cannot be scanned, each once.
[[nodiscard]] std::vector<std::string> errors_of(std::span<const PodMatch> matches);

}  // namespace kscan::cmd
