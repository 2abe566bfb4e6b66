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

using Choices = std::map<plan::Part, Result<plan::Choice>>;

Choices choose(const std::set<plan::Part>& parts,
               const Options& options,
               kube::Client& client,
               io::Loop& loop) {
  std::set<std::string> names;
  for (const plan::Part& part : parts)
    names.insert(part.ns);
  auto allowed = allowed_rights(names, plan::all_rights(), client, loop);
  const bool own_account = !options.manifest.service_account.empty();
  Choices choices;
  for (const plan::Part& part : parts) {
    const auto wanted = part.has_pull_secrets ? options.credentials : plan::Handoff::none;
    choices.emplace(part, plan::choose_handoff(wanted, part.ns, allowed[part.ns], own_account));
  }
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
  std::map<std::string, Result<>> checked;
  for (auto& [part, choice] : choices) {
    if (!checked.contains(part.ns))
      checked.emplace(part.ns, check_account({part.ns, account}, plan, client, around));
    const Result<>& found = checked.at(part.ns);
    if (choice && !found) choice = fail(found.error());
  }
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
  const std::set<plan::Part> parts = plan::parts_of(plan);
  if (parts.empty()) return;
  Choices choices = choose(parts, options, client, loop);
  check_accounts(choices, plan, options.manifest.service_account, client, around);
  if (!any_possible(choices)) throw Error(choices.begin()->second.error());
  for (const auto& [part, choice] : choices) {
    plan::apply(choice, part, plan);
    if (choice && part.has_pull_secrets)
      around.err << "scan: " << printable(choice->line) << '\n' << std::flush;
  }
}

}  // namespace kscan::cmd
