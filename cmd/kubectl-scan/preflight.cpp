#include "kubectl-scan/preflight.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "cloud/cloud.hpp"
#include "kubectl-scan/access_reviews.hpp"
#include "plan/rights.hpp"
#include "ui/ui.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

using Choices = std::map<std::string, Result<plan::Choice>, std::less<>>;

/// Those of the plan, and whether any of their groups has pull secrets.
std::map<std::string, bool> namespaces_of(const plan::Plan& plan) {
  std::map<std::string, bool> result;
  for (const plan::Group& group : plan.groups)
    result[group.ns] |= !group.pull_secrets.empty();
  return result;
}

Choices choose(const std::map<std::string, bool>& namespaces,
               const Options& options,
               kube::Client& client,
               io::Loop& loop) {
  std::set<std::string> names;
  for (const auto& [ns, has_secrets] : namespaces)
    names.insert(ns);
  auto allowed = allowed_rights(names, plan::all_rights(), client, loop);
  const bool own_account = !options.manifest.service_account.empty();
  Choices choices;
  for (const auto& [ns, has_secrets] : namespaces)
    choices.emplace(
        ns,
        plan::choose_handoff(has_secrets ? options.credentials : std::optional(plan::Handoff::none),
                             ns,
                             allowed[ns],
                             own_account));
  return choices;
}

std::vector<std::string> annotations_of(const nlohmann::json& object) {
  std::vector<std::string> names;
  const auto& annotations = member(member(object, "metadata"), "annotations");
  if (annotations.is_object())
    for (const auto& annotation : annotations.items())
      names.push_back(annotation.key());
  return names;
}

/// Of the registries that the namespace's images are pulled from.
std::set<cloud::Provider> providers_in(const plan::Plan& plan, std::string_view ns) {
  std::set<cloud::Provider> providers;
  for (const plan::Group& group : plan.groups)
    for (const plan::Scan& scan : group.scans)
      if (const auto registry = cloud::registry_of(scan.pulled().registry);
          registry && group.ns == ns)
        providers.insert(registry->provider);
  return providers;
}

/// Is the account there, and does it have the identity that the images' registries ask for? Who may
/// not read it learns that from the run.
Result<> check_account(const cloud::Account& account,
                       const plan::Plan& plan,
                       kube::Client& client,
                       Surroundings& around) {
  try {
    const auto annotations =
        annotations_of(client.get(kube::serviceaccounts, {account.ns, account.name}));
    for (const cloud::Provider provider : providers_in(plan, account.ns))
      if (const auto missing = cloud::missing_identity(provider, account, annotations))
        ui::print_warning(around.err, *missing);
  } catch (const Error& error) {
    if (error.code() != Errc::forbidden) return fail(error);
  }
  return {};
}

void check_accounts(Choices& choices,
                    const plan::Plan& plan,
                    const std::string& account,
                    kube::Client& client,
                    Surroundings& around) {
  if (account.empty()) return;
  for (auto& [ns, choice] : choices)
    if (choice)
      if (const Result<> checked = check_account({ns, account}, plan, client, around); !checked)
        choice = fail(checked.error());
}

bool any_possible(const Choices& choices) {
  return std::ranges::any_of(choices, [](const auto& entry) { return entry.second.has_value(); });
}

}  // namespace

void preflight(plan::Plan& plan,
               const Options& options,
               kube::Client& client,
               io::Loop& loop,
               Surroundings& around) {
  const auto namespaces = namespaces_of(plan);
  if (namespaces.empty()) return;
  Choices choices = choose(namespaces, options, client, loop);
  check_accounts(choices, plan, options.manifest.service_account, client, around);
  if (!any_possible(choices)) throw Error(choices.begin()->second.error());
  for (const auto& [ns, choice] : choices) {
    plan::apply(choice, ns, plan);
    if (choice && namespaces.at(ns))
      around.err << "scan: " << printable(choice->line) << '\n' << std::flush;
  }
}

}  // namespace kscan::cmd
