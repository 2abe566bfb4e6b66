#include "kubectl-scan/access_reviews.hpp"

#include "discover/calls.hpp"

#include <algorithm>
#include <cstddef>

namespace kscan::cmd {

namespace {

kube::Access access_of(const plan::Right& right, const std::string& ns) {
  return {.verb = std::string(right.verb),
          .group = std::string(right.group),
          .resource = std::string(right.resource),
          .subresource = std::string(right.subresource),
          .ns = ns};
}

bool is_unanswered(const Error& error) {
  return error.code() == Errc::forbidden || error.code() == Errc::not_found;
}

Result<bool> judged(const Result<kube::Permission>& answer) {
  if (answer) return answer->allowed;
  if (is_unanswered(answer.error())) return true;
  return fail(answer.error());
}

/// Whether each is allowed, in the order of the questions.
std::vector<bool>
ask(const std::vector<kube::Access>& questions, kube::Client& client, io::Loop& loop) {
  std::vector<bool> allowed(questions.size());
  discover::Calls calls(loop);
  for (std::size_t i = 0; i < questions.size(); ++i)
    calls.add([&, i](const discover::Calls::Over& over) {
      return client.can_i(questions[i], [&allowed, i, over](const auto& answer) {
        const Result<bool> verdict = judged(answer);
        allowed[i] = verdict.value_or(false);
        over(verdict ? Result<>() : fail(verdict.error()));
      });
    });
  calls.run();
  return allowed;
}

/// Those of the rights that the user has in each of the namespaces ("": in all there are).
AllowedRights ask(const std::set<std::string>& namespaces,
                  std::span<const plan::Right> rights,
                  kube::Client& client,
                  io::Loop& loop) {
  std::vector<kube::Access> questions;
  for (const std::string& ns : namespaces)
    for (const plan::Right& right : rights)
      questions.push_back(access_of(right, ns));
  const std::vector<bool> allowed = ask(questions, client, loop);
  AllowedRights result;
  std::size_t index = 0;
  for (const std::string& ns : namespaces)
    for (const plan::Right& right : rights)
      if (allowed[index++]) result[ns].push_back(right);
  return result;
}

std::vector<plan::Right> without(std::span<const plan::Right> rights,
                                 const std::vector<plan::Right>& known) {
  std::vector<plan::Right> rest;
  for (const plan::Right& right : rights)
    if (std::ranges::find(known, right) == known.end()) rest.push_back(right);
  return rest;
}

}  // namespace

AllowedRights allowed_rights(const std::set<std::string>& namespaces,
                             std::span<const plan::Right> rights,
                             kube::Client& client,
                             io::Loop& loop) {
  if (namespaces.size() < 2) return ask(namespaces, rights, client, loop);
  const std::vector<plan::Right> everywhere = ask({""}, rights, client, loop)[""];
  AllowedRights result = ask(namespaces, without(rights, everywhere), client, loop);
  for (const std::string& ns : namespaces)
    result[ns].insert(result[ns].begin(), everywhere.begin(), everywhere.end());
  return result;
}

}  // namespace kscan::cmd
