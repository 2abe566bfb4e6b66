#include "run/advice.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

namespace kscan::run {

namespace {

struct Advice {
  std::string_view when;  ///< found in the text, in lower case; the first that matches wins
  std::string_view hint;  ///< {} stands for the namespace
};

constexpr std::array about_pod{
    Advice{"errimagepull",
           "the nodes cannot pull the scanner's image; name a mirror of theirs with "
           "--scanner-image REF"},
    Advice{"imagepullbackoff",
           "the nodes cannot pull the scanner's image; name a mirror of theirs "
           "with --scanner-image REF"},
    Advice{"violates podsecurity",
           "which level does the namespace enforce? kubectl get namespace {} "
           "--show-labels"},
    Advice{"exceeded quota", "what is left? kubectl describe resourcequota -n {}"},
    Advice{"must specify limits", "what is asked for? kubectl describe resourcequota -n {}"},
    Advice{"usage per container", "what is allowed? kubectl describe limitrange -n {}"},
    Advice{"out of memory", "the image needs more than the scanner's memory limit of 2Gi"},
    Advice{"permission denied",
           "the node does not run programs from ConfigMaps (noexec mount or "
           "policy)"},
};

constexpr std::string_view wants_login =
    "the database's registry wants another credential; name its pull secret with --db-pull-secret "
    "NAME, or an open registry with --db-repository REF";

constexpr std::array about_database{
    Advice{"toomanyrequests",
           "the registry limits the rate of downloads; try again later or name a "
           "mirror with --db-repository REF"},
    Advice{"certificate signed by unknown authority",
           "give the CA certificate of the database's registry with --registry-ca FILE"},
    Advice{"no such host",
           "the scan pod cannot resolve that name; name a mirror with "
           "--db-repository REF"},
    Advice{"timeout",
           "the scan pod cannot reach that registry; name a mirror with --db-repository "
           "REF, or: kubectl get networkpolicy -n {}"},
    Advice{"does not exist", "which are there? kubectl get secrets -n {}"},
    Advice{"unauthorized", wants_login},
    Advice{"denied", wants_login},
    Advice{"out of memory", "the database needs more than the scanner's memory limit of 2Gi"},
};

constexpr std::array about_credentials{
    Advice{
        "unable to connect to the server",
        "the scan pod cannot reach the API server; do without it by --credentials memory, or find "
        "what forbids it: kubectl get networkpolicy -n {}"},
    Advice{"forbidden",
           "something took the scan pod's right to create secrets; try again, or: "
           "kubectl get roles,rolebindings -n {}"},
};

constexpr std::array about_scan{
    Advice{"out of memory", "the image needs more than the scanner's memory limit of 2Gi"},
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

}  // namespace

std::string hint_for(Source source, std::string_view text, std::string_view ns) {
  const std::string lower = to_lower_ascii(text);
  for (const Advice& advice : advices_of(source))
    if (lower.find(advice.when) != std::string::npos)
      return fmt::format(fmt::runtime(advice.hint), ns);
  return {};
}

Error advised(Error error, Source source, std::string_view ns) {
  if (!error.hint().empty()) return error;
  std::string hint = hint_for(source, error.message(), ns);
  return std::move(error).hint(std::move(hint));
}

Error advised_about_account(Error error, std::string_view ns, std::string_view service_account) {
  const bool forbidden = to_lower_ascii(error.message()).find("forbidden") != std::string::npos;
  if (service_account.empty() || !forbidden || !error.hint().empty()) return error;
  return std::move(error).hint(
      fmt::format("serviceaccount \"{1}\" must be allowed to create secrets (kubectl auth can-i "
                  "create secrets -n {0} --as system:serviceaccount:{0}:{1}), or use --credentials "
                  "memory",
                  ns,
                  service_account));
}

}  // namespace kscan::run
