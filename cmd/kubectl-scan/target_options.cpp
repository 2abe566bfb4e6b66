#include "kubectl-scan/target_options.hpp"

#include "kubectl-scan/nearest.hpp"
#include "workload/request.hpp"
#include "workload/resource_type.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

constexpr std::string_view unknown_type = "the server doesn't have a resource type \"";

Result<> check_files(const TargetFlags& flags) {
  if (!flags.files.empty() && !flags.kustomize.empty())
    return fail(Errc::usage, "only one of -f or -k can be specified");
  if (flags.recursive && !flags.kustomize.empty())
    return fail(Errc::usage, "the -k flag can't be used with -f or -R");
  if (flags.recursive && flags.files.empty())
    return fail(Errc::usage, "-R, --recursive is about the directories of -f");
  if (!flags.field_selector.empty() && (!flags.files.empty() || !flags.kustomize.empty()))
    return fail(Errc::usage, "field selectors cannot be used with -f or -k");
  if (std::ranges::count(flags.files, "-") > 1)
    return fail(Errc::usage, "standard input cannot be used for multiple arguments");
  for (const std::string& file : flags.files)
    if (file.starts_with("http://") || file.starts_with("https://"))
      return fail(Error(Errc::usage, fmt::format("-f reads no URLs: {}", file))
                      .hint(fmt::format("curl -fsSL {} | kubectl scan -f -", file)));
  return {};
}

/// Empty if none is near.
std::string nearest_type(std::string_view typed) {
  std::vector<std::string> names;
  for (const workload::ResourceType& type : workload::builtin_types())
    for (const std::string_view name : {type.plural, type.singular})
      names.emplace_back(name);
  return nearest(typed, names);
}

}  // namespace

Result<TargetOptions> to_target_options(const TargetFlags& flags,
                                        std::string_view service_account) {
  const bool selector = !flags.selector.empty() || !flags.field_selector.empty();
  const bool files = !flags.files.empty() || !flags.kustomize.empty();
  if (Result<> valid = check_files(flags); !valid) return fail(valid.error());
  std::vector<std::string> words = flags.words;
  if (words.empty() && flags.all_namespaces && !files) words = {"namespaces"};
  auto request = workload::parse_request(
      words, {.selector = selector, .all_namespaces = flags.all_namespaces, .files = files});
  if (!request) return fail(with_nearest_type(std::move(request).error()));
  TargetOptions options;
  if (files) {
    auto labels = workload::LabelSelector::parse(flags.selector);
    if (!labels) return fail(std::move(labels).error());
    options.input.labels = *std::move(labels);
  }
  options.query = {.request = *std::move(request),
                   .all_namespaces = flags.all_namespaces,
                   .selector = {.labels = flags.selector, .fields = flags.field_selector},
                   .running_only = flags.running_only,
                   .ignore_not_found = flags.ignore_not_found,
                   .template_path = flags.template_path,
                   .service_account = std::string(service_account),
                   .excluded_namespaces = flags.excluded_namespaces,
                   .containers = {.names = flags.containers,
                                  .init = flags.init_containers,
                                  .ephemeral = flags.ephemeral_containers}};
  options.input.files = flags.files;
  options.input.recursive = flags.recursive;
  options.input.kustomize = flags.kustomize;
  return options;
}

Error with_nearest_type(Error error) {
  const std::string_view message = error.message();
  if (!message.starts_with(unknown_type) || !is_general(error.hint())) return error;
  const std::string_view rest = message.substr(unknown_type.size());
  const std::string meant = nearest_type(rest.substr(0, rest.find('"')));
  if (meant.empty()) return error;
  return std::move(error).hint(fmt::format("did you mean \"{}\"?", meant));
}

}  // namespace kscan::cmd
