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
    Advice{"unauthorized",
           "the database's registry wants a credential, which the scan pod does not "
           "have; name an open one with --db-repository REF"},
    Advice{"denied",
           "the database's registry wants a credential, which the scan pod does not have; "
           "name an open one with --db-repository REF"},
    Advice{"out of memory", "the database needs more than the scanner's memory limit of 2Gi"},
};

constexpr std::array about_credentials{
    Advice{
        "unable to connect to the server",
        "the scan pod cannot reach the API server; what forbids it? kubectl get networkpolicy -n "
        "{}"},
    Advice{"forbidden",
           "something took the scan pod's right to create secrets; try again, or: "
           "kubectl get roles,rolebindings -n {}"},
};

constexpr std::array about_scan{
    Advice{"toomanyrequests", "the registry limits the rate of pulls; try again later"},
    Advice{"certificate signed by unknown authority",
           "give the registry's CA certificate with --registry-ca FILE"},
    Advice{"unauthorized",
           "what do the pull secrets hold? kubectl get secrets -n {} "
           "--field-selector type=kubernetes.io/dockerconfigjson"},
    Advice{"requested access to the resource is denied",
           "may the pull secret's user pull this "
           "image?"},
    Advice{"pull access denied", "may the pull secret's user pull this image?"},
    Advice{"manifest_unknown", "the image is no longer in its registry"},
    Advice{"no such host",
           "the scan pod cannot resolve the registry's name, although the node "
           "could: check the cluster's DNS"},
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

}  // namespace kscan::run
