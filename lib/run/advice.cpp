#include "run/advice.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace kscan::run {

namespace {

struct Advice {
  std::string_view when;  ///< found in the text, in lower case; the first that matches wins
  std::string_view hint;  ///< {} stands for the namespace
};

constexpr std::string_view scanner_login =
    "the scanner's image wants a login; name its pull secret with --scanner-pull-secret NAME, or a "
    "mirror with --scanner-image REF";
constexpr std::string_view scanner_mirror =
    "the nodes cannot pull the scanner's image; name a mirror of theirs with --scanner-image REF";

constexpr std::array about_image{
    Advice{"unauthorized", scanner_login},
    Advice{"authorization failed", scanner_login},
    Advice{"denied", scanner_login},
    Advice{"errimageneverpull", "let the nodes pull it: --scanner-image-pull-policy IfNotPresent"},
    Advice{"errimagepull", scanner_mirror},
    Advice{"imagepullbackoff", scanner_mirror},
    Advice{"invalidimagename", scanner_mirror},
};

constexpr std::array about_pod{
    Advice{"violates podsecurity",
           "which level does the namespace enforce? kubectl get namespace {} --show-labels"},
    Advice{"exceeded quota",
           "ask for less by --limits memory=1Gi or --images-per-job 1; what is left? kubectl "
           "describe resourcequota -n {}"},
    Advice{"must specify",
           "give each container what the quota counts, as in --limits cpu=1 --requests "
           "ephemeral-storage=1Gi: kubectl describe resourcequota -n {}"},
    Advice{"usage per",
           "stay within what is allowed by --requests and --limits: kubectl describe limitrange "
           "-n {}"},
    Advice{"limit to request ratio",
           "stay within what is allowed by --requests and --limits: kubectl describe limitrange "
           "-n {}"},
    Advice{"serviceaccount", "which are there? kubectl get serviceaccounts -n {}"},
    Advice{"no priorityclass", "which are there? kubectl get priorityclasses"},
    Advice{"failed calling webhook",
           "is the webhook's own service up? kubectl get "
           "mutatingwebhookconfigurations,validatingwebhookconfigurations"},
    Advice{"denied the request",
           "give the policy what it asks for by --label, --annotation, --limits or --overrides"},
    Advice{
        "untolerated taint",
        "tolerate the taint by --toleration KEY=VALUE:EFFECT; which are there? kubectl get nodes "
        "-o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints"},
    Advice{"insufficient ",
           "ask for less by --requests cpu=10m,memory=128Mi or --images-per-job 1; what is free? "
           "kubectl describe nodes"},
    Advice{"pod affinity rules",
           "no node like those of the pods has room or can scan; which are there? kubectl get pods "
           "-n {} -o wide"},
    Advice{"node affinity/selector",
           "which nodes are there? kubectl get nodes -L kubernetes.io/os,kubernetes.io/arch"},
    Advice{"persistentvolumeclaim", "which are there? kubectl get persistentvolumeclaims -n {}"},
    Advice{"runasnonroot", "name the user to run as: --run-as-user 65532"},
    Advice{"non-root policy", "name the user to run as: --run-as-user 65532"},
    Advice{"createcontainerconfigerror", "what is missing? kubectl get events -n {}"},
    Advice{"deadlineexceeded", "give it more time: --image-timeout 30m"},
    Advice{"ephemeral", "give it more space: --limits ephemeral-storage=16Gi"},
    Advice{"evicted", "what ails the node? kubectl describe nodes"},
    Advice{"was lost", "is the node there? kubectl get nodes"},
    Advice{"did not start in time", "wait longer: --pod-timeout 15m"},
    Advice{"permission denied",
           "the node does not run programs from ConfigMaps (noexec mount or policy)"},
};

constexpr std::string_view wants_login =
    "the database's registry wants another credential; name its pull secret with --db-pull-secret "
    "NAME, or an open registry with --db-repository REF";

constexpr std::string_view database_out_of_reach =
    "the scan pod cannot reach that registry; name a mirror with --db-repository REF, a volume "
    "with "
    "the database with --db-cache-pvc NAME, or: kubectl get networkpolicy -n {}";
constexpr std::string_view database_rate =
    "the registry limits the rate of downloads; try again later, or name a mirror with "
    "--db-repository REF";

constexpr std::array about_database{
    Advice{"toomanyrequests", database_rate},
    Advice{"certificate signed by unknown authority",
           "give the CA certificate of the database's registry with --registry-ca FILE"},
    Advice{"no such host",
           "the scan pod cannot resolve that name; name a mirror with "
           "--db-repository REF"},
    Advice{"context deadline exceeded", database_out_of_reach},
    Advice{"timeout", database_out_of_reach},
    Advice{"429 too many requests", database_rate},
    Advice{"does not exist", "which are there? kubectl get secrets -n {}"},
    Advice{"unauthorized", wants_login},
    Advice{"denied", wants_login},
    Advice{"no space left on device", "give it more space: --limits ephemeral-storage=16Gi"},
    Advice{"connection refused", database_out_of_reach},
};

constexpr std::array about_credentials{
    Advice{
        "unable to connect to the server",
        "the scan pod cannot reach the API server; do without it by --credentials memory, or find "
        "what forbids it: kubectl get networkpolicy -n {}"},
    Advice{"exceeded quota",
           "the temporary secrets count too: use --credentials memory, or --images-per-job 1; what "
           "is left? kubectl describe resourcequota -n {}"},
    Advice{"being terminated", "is the namespace going away? kubectl get namespace {}"},
    Advice{"forbidden",
           "something took the scan pod's right to create secrets; try again, or: "
           "kubectl get roles,rolebindings -n {}"},
};

constexpr std::array about_scan{
    Advice{"no child with platform",
           "the image is not made for the nodes that can scan; which are there? kubectl get nodes "
           "-L kubernetes.io/arch"},
    Advice{"unsupported mediatype",
           "that is no container image; leave it out: --exclude-image IMAGE"},
    Advice{"unsupported artifact",
           "that is no container image; leave it out: --exclude-image IMAGE"},
    Advice{"context deadline exceeded", "give it more time: --image-timeout 30m"},
    Advice{"no space left on device", "give it more space: --limits ephemeral-storage=16Gi"},
};

std::span<const Advice> advices_of(Source source) {
  switch (source) {
  case Source::pod:
    return about_pod;
  case Source::database:
    return about_database;
  case Source::credentials:
    return about_credentials;
  case Source::scan:
    return about_scan;
  }
  return {};
}

std::string find(std::span<const Advice> advices, std::string_view lower, std::string_view ns) {
  for (const Advice& advice : advices)
    if (lower.find(advice.when) != std::string::npos)
      return fmt::format(fmt::runtime(advice.hint), ns);
  return {};
}

/// The kubelet's reasons why it has no image to start from.
bool is_about_image(std::string_view lower) {
  constexpr std::array<std::string_view, 4> reasons{
      "errimagepull", "imagepullbackoff", "errimageneverpull", "invalidimagename"};
  return std::ranges::any_of(
      reasons, [&](std::string_view reason) { return lower.find(reason) != std::string::npos; });
}

/// Schedulers before 1.34 name the taint: "untolerated taint {dedicated: gpu}".
std::string toleration_of(std::string_view text) {
  constexpr std::string_view before = "untolerated taint {";
  const std::size_t from = text.find(before);
  if (from == std::string_view::npos) return {};
  const std::string_view taint = text.substr(from + before.size());
  const std::size_t colon = taint.find(": ");
  const std::size_t end = taint.find('}');
  if (colon == std::string_view::npos || end == std::string_view::npos || colon > end) return {};
  const std::string_view value = taint.substr(colon + 2, end - colon - 2);
  return fmt::format("tolerate the taint: --toleration {}{}{}",
                     taint.substr(0, colon),
                     value.empty() ? "" : "=",
                     value);
}

}  // namespace

std::string hint_for(Source source, std::string_view text, std::string_view ns) {
  const std::string lower = to_lower_ascii(text);
  if (source == Source::pod) {
    if (std::string hint = toleration_of(text); !hint.empty()) return hint;
    if (is_about_image(lower)) return find(about_image, lower, ns);
  }
  return find(advices_of(source), lower, ns);
}

Error advised(Error error, Source source, std::string_view ns) {
  if (!error.hint().empty()) return error;
  std::string hint = hint_for(source, error.message(), ns);
  return std::move(error).hint(std::move(hint));
}

Error advised_about_account(Error error, std::string_view ns, std::string_view service_account) {
  if (service_account.empty() || !error.hint().empty()) return error;
  const std::string lower = to_lower_ascii(error.message());
  const bool forbidden = lower.find("forbidden") != std::string::npos;
  const bool for_another_reason = lower.find("exceeded quota") != std::string::npos
                                  || lower.find("being terminated") != std::string::npos;
  if (!forbidden || for_another_reason) return error;
  return std::move(error).hint(
      fmt::format("serviceaccount \"{1}\" must be allowed to create secrets (kubectl auth can-i "
                  "create secrets -n {0} --as system:serviceaccount:{0}:{1}), or use --credentials "
                  "memory",
                  ns,
                  service_account));
}

Error noted(Error error, const std::vector<std::string>& notes) {
  if (notes.empty()) return error;
  std::string hint = notes.front();
  if (!error.hint().empty()) hint += "; " + error.hint();
  return std::move(error).hint(std::move(hint));
}

}  // namespace kscan::run
