#include "kubectl-scan/help.hpp"

#include <array>

namespace kscan::cmd {

namespace {

constexpr std::string_view exit_codes =
    "The same for every command and format; a result that is not whole is printed before.\n"
    "\n"
    "  0    done; the gate passed, or there is none; also if there was nothing to scan\n"
    "  1    an error, as of kubectl: the command line, the kubeconfig, missing rights, the "
    "cluster\n"
    "  2    the gate failed: --fail-on; --exit-code N makes it N\n"
    "  3    incomplete: an image was not scanned; 0 with --ignore-errors\n"
    "  4    a timeout: --timeout, --pod-timeout, --image-timeout\n"
    "  5    there was no image at all, and --fail-if-empty\n"
    "  129  ended by SIGHUP, after what the scan had created was removed\n"
    "  130  ended by Ctrl-C, likewise\n"
    "  143  ended by SIGTERM, likewise\n"
    "\n"
    "Where several apply: the signal, else 4, else the gate's, else 3. On Windows, kubectl makes "
    "1\n"
    "of all but 0.\n"
    "\n"
    "Examples:\n"
    "  # Fail on what is bad, but not on what could not be scanned\n"
    "  kubectl scan deploy/web --fail-on high --ignore-errors\n"
    "  # With an exit code of its own\n"
    "  kubectl scan deploy/web --fail-on critical --exit-code 9\n";

constexpr std::string_view formats =
    "-o FORMAT[=FILE] may be repeated; one of them may go to standard output. Without -o: a "
    "table,\n"
    "of several images a summary. All formats have the same filters and the same counts.\n"
    "\n"
    "  table           the findings of each image; wide: more columns\n"
    "  wide            the same, with more of each\n"
    "  summary         a line for each container, with counts\n"
    "  markdown        for a comment on a pull request\n"
    "  html            one page that needs no network\n"
    "  json            everything, versioned: kind ScanReport\n"
    "  yaml            the same\n"
    "  jsonl           a line of JSON for each image, as soon as it is done\n"
    "  csv             a line for each finding\n"
    "  name            the images' names, a line each\n"
    "  jsonpath        jsonpath=TEMPLATE, as of kubectl\n"
    "  custom-columns  custom-columns=HEADER:PATH,..., as of kubectl; a line for each finding\n"
    "  sarif           code scanning\n"
    "  junit           test reports\n"
    "  gitlab          GitLab's cluster image scanning report\n"
    "  github          annotations and the step summary of GitHub Actions\n"
    "  cyclonedx       CycloneDX 1.6 with vulnerabilities\n"
    "  openvex         a draft of an OpenVEX document\n"
    "  prometheus      for the textfile collector\n"
    "\n"
    "Examples:\n"
    "  # To read now, and to keep\n"
    "  kubectl scan ns shop -o summary -o json=shop.json -o html=shop.html\n"
    "  # A column of one's own\n"
    "  kubectl scan report shop.json -o custom-columns=CVE:.id,PACKAGE:.pkg.name\n";

constexpr std::string_view filters =
    "What is shown, what counts, and what fails:\n"
    "\n"
    "  --severity high             shows from high on; --severity high,low exactly these. The "
    "gate\n"
    "                              sees the others too\n"
    "  --only-fixed                only what an upgrade removes, for the gate too\n"
    "  --ignore-status STATUS      not what its distribution says of it: will_not_fix, affected, "
    "...\n"
    "  --cve ID                    only these vulnerabilities\n"
    "  --ignore-file FILE          exceptions with a reason and an expiry; without it\n"
    "                              .trivyignore.yaml and .trivyignore of the current directory\n"
    "  --vex FILE                  OpenVEX documents: what is not affected\n"
    "  --show-suppressed           lists what exceptions suppress, and why\n"
    "  --baseline FILE             a saved report: says what is new, and what is gone\n"
    "  --fail-on high              fails from high on; new:high only on what the baseline has "
    "not;\n"
    "                              high,eol also on an operating system past its end of life\n"
    "\n"
    "Which images: -l, --field-selector, -c, --exclude-image, --exclude-namespace, "
    "--running-only.\n"
    "\n"
    "Examples:\n"
    "  # Only what can be repaired today\n"
    "  kubectl scan deploy/web --severity high --only-fixed\n"
    "  # Fail on what last week's report did not have\n"
    "  kubectl scan report today.json --baseline last-week.json --fail-on new:high\n";

constexpr std::string_view environment =
    "Every flag may be given as a variable: --scanner-image as KUBECTL_SCAN_SCANNER_IMAGE. A flag\n"
    "wins. --token, --username and --password have none: what all children of a shell inherit is "
    "no\n"
    "place for credentials. Also read:\n"
    "\n"
    "  KUBECONFIG            paths of kubeconfigs, as for kubectl\n"
    "  KUBECACHEDIR          kubectl's cache; else ~/.kube/cache\n"
    "  HOME                  where .kube is\n"
    "  KUBERNETES_MASTER     the server of a cluster that names none\n"
    "  HTTPS_PROXY, HTTP_PROXY, NO_PROXY, in capitals or not: on the way to the API server\n"
    "  DISABLE_HTTP2         HTTP/1.1 only\n"
    "  NO_COLOR              no colors, whatever its value\n"
    "  TERM                  dumb: no colors\n"
    "  GITHUB_STEP_SUMMARY   where -o github puts its summary\n"
    "\n"
    "Examples:\n"
    "  # For a whole pipeline\n"
    "  export KUBECTL_SCAN_DB_REPOSITORY=registry.example.com/mirror/trivy-db:2\n"
    "  kubectl scan deploy/web\n";

constexpr std::array all{
    Topic{"exit-codes", "What the exit code says", exit_codes},
    Topic{"formats", "What -o can make of a report", formats},
    Topic{"filters", "What is shown, and what fails", filters},
    Topic{"env", "Variables that are read", environment},
};

}  // namespace

std::span<const Topic> topics() noexcept {
  return all;
}

}  // namespace kscan::cmd
